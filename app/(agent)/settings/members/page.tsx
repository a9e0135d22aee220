import { MembersScreen } from "@/app/_settings/members/members-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/members",
  title: "members.title",
  read: ({ cache, trpc }) => [
    cache.prefetchQuery(trpc.twoFactor.members.queryOptions()),
    cache.prefetchQuery(trpc.members.mails.queryOptions()),
    cache.prefetchQuery(trpc.members.lastSeen.queryOptions()),
  ],
  Screen: MembersScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
