import { InboxScreen } from "@/app/_inbox/inbox-screen";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { hasDays } from "@/app/_shared/view/conditions";
import { parseView } from "@/app/_shared/view/view";
import {
  conversationsOfContact,
  conversationsOfView,
  PREVIOUS_SHOWN,
  threadOf,
  transitionsOf,
} from "@/app/_shell/cache/queries";
import { Prefetch, type Reader, readNav } from "@/app/(agent)/prefetch";

type InboxPageProps = { searchParams: Promise<SearchParams> };

export default async function InboxPage({ searchParams }: InboxPageProps) {
  const params = new URLSearchParams(firstOfEach(await searchParams));
  await requirePageCaller(`/inbox?${params}`);
  const view = parseView(params);
  const { selected } = view;
  return (
    <Prefetch
      read={(reader) => [
        // Only the browser knows the instants of its reader's days.
        ...(hasDays(view)
          ? []
          : [reader.cache.prefetchInfiniteQuery(conversationsOfView(reader.trpc, view))]),
        ...readNav(reader),
        reader.cache.prefetchQuery(reader.trpc.labels.list.queryOptions()),
        ...(selected === null ? [] : readConversation(reader, selected)),
      ]}
    >
      <InboxScreen />
    </Prefetch>
  );
}

/** Prefetches the open conversation: its messages and its details. */
function readConversation({ cache, trpc, api }: Reader, displayId: number): Promise<unknown>[] {
  const readRow = async () => {
    const { contact } = await cache.fetchQuery(trpc.conversations.get.queryOptions({ displayId }));
    await cache.prefetchInfiniteQuery(conversationsOfContact(trpc, contact.id, PREVIOUS_SHOWN));
  };
  return [
    readRow(),
    cache.prefetchInfiniteQuery(threadOf((input) => api.messages.list(input), displayId)),
    cache.prefetchQuery(transitionsOf(trpc, displayId)),
    cache.prefetchQuery(trpc.me.get.queryOptions()),
  ];
}
