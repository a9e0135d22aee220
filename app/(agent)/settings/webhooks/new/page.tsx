import { NewWebhookScreen } from "@/app/_settings/webhooks/form/new-webhook-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/webhooks/new",
  title: "webhooks.create",
  read: ({ cache, trpc }) => [cache.prefetchQuery(trpc.webhooks.formats.queryOptions())],
  Screen: NewWebhookScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
