import { TrashScreen } from "@/app/_settings/trash/trash-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/trash",
  title: "trash.title",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.deletions.retention.queryOptions())],
  Screen: TrashScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
