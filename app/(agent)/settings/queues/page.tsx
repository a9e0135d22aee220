import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { queuedDeliveriesOf, queuedSendsOf, queuesOf } from "@/app/_settings/queries";
import { parseQueueView, queuesHref } from "@/app/_settings/queues/queues";
import { QueuesScreen } from "@/app/_settings/queues/queues-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

type QueuesPageProps = { searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.queues");
  return { title: t("title") };
}

export default async function QueuesPage({ searchParams }: QueuesPageProps) {
  const view = parseQueueView(new URLSearchParams(firstOfEach(await searchParams)));
  await requirePageCaller(queuesHref(view));
  return (
    <Prefetch
      read={({ cache, trpc }) => [
        cache.prefetchQuery(queuesOf(trpc)),
        ...(view.queue === "sends" ? [cache.prefetchInfiniteQuery(queuedSendsOf(trpc, view.inboxId))] : []),
        ...(view.queue === "deliveries" ? [cache.prefetchInfiniteQuery(queuedDeliveriesOf(trpc, view))] : []),
      ]}
    >
      <QueuesScreen />
    </Prefetch>
  );
}
