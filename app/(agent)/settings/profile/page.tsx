import { ProfileScreen } from "@/app/_settings/profile/profile-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/profile",
  title: "profile.title",
  read: ({ cache, trpc }) => [
    cache.prefetchQuery(trpc.me.sessions.queryOptions()),
    cache.prefetchQuery(trpc.twoFactor.get.queryOptions()),
  ],
  Screen: ProfileScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
