import { CannedScreen } from "@/app/_settings/canned/canned-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/canned",
  title: "canned.title",
  read: ({ cache, trpc }) => [
    cache.prefetchQuery(trpc.cannedReplies.list.queryOptions()),
    cache.prefetchQuery(trpc.attributeDefinitions.list.queryOptions()),
  ],
  Screen: CannedScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
