import { WebhooksScreen } from "@/app/_settings/webhooks/webhooks-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/webhooks",
  title: "webhooks.title",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.webhooks.list.queryOptions())],
  Screen: WebhooksScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
