import { InboxesScreen } from "@/app/_settings/inbox/inboxes-screen";
import { settingsPage } from "@/app/(agent)/settings/settings-page";

const page = settingsPage({
  path: "/settings/inboxes",
  title: "inboxes",
  read: ({ cache, trpc }) => [
    cache.prefetchQuery(trpc.audit.due.queryOptions()),
    cache.prefetchQuery(trpc.inboxes.channels.queryOptions()),
  ],
  Screen: InboxesScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
