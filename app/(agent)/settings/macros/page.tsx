import { MacrosScreen } from "@/app/_settings/macros/macros-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/macros",
  title: "macros.title",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.macros.list.queryOptions())],
  Screen: MacrosScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
