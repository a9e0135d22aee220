import { AttributesScreen } from "@/app/_settings/attributes/attributes-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/attributes",
  title: "attributes.title",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.attributeDefinitions.list.queryOptions())],
  Screen: AttributesScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
