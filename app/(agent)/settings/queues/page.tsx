import { queuedDeliveriesOf, queuedMessageChangesOf, queuedSendsOf, queuesOf } from "@/app/_settings/queries";
import { parseQueueView, queuesHref } from "@/app/_settings/queues/queues";
import { QueuesScreen } from "@/app/_settings/queues/queues-screen";
import { queriedPage } from "@/app/(agent)/settings/settings-page";

const page = queriedPage({
  title: "queues.title",
  parse: parseQueueView,
  path: queuesHref,
  read: ({ cache, trpc }, view) => [
    cache.prefetchQuery(queuesOf(trpc)),
    ...(view.queue === "sends" ? [cache.prefetchInfiniteQuery(queuedSendsOf(trpc, view.inboxId))] : []),
    ...(view.queue === "messageChanges"
      ? [cache.prefetchInfiniteQuery(queuedMessageChangesOf(trpc, view.inboxId))]
      : []),
    ...(view.queue === "deliveries" ? [cache.prefetchInfiniteQuery(queuedDeliveriesOf(trpc, view))] : []),
  ],
  Screen: QueuesScreen,
});

export const generateMetadata = page.generateMetadata;
export default page.Page;
