import { LabelsScreen } from "@/app/_settings/labels/labels-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/labels",
  title: "labels.title",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.labels.list.queryOptions())],
  Screen: LabelsScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
