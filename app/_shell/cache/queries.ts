import { infiniteQueryOptions, type QueryClient, type QueryFilters } from "@tanstack/react-query";
import type { useTRPC } from "@/app/_lib/trpc";
import { mergeRow, type Row } from "@/app/_shared/conversation/rows";
import { filterOf, type View } from "@/app/_shared/view/view";
import type { MessageDto } from "@/server/contract/_shared/dto";

// The inbox's queries: a page on the server and its island in the browser use the same keys.

type Api = ReturnType<typeof useTRPC>;

const LIST_PAGE = 50;
const THREAD_PAGE = 50;
/** The number of status changes that the pane shows initially. */
const TRANSITIONS_SHOWN = 20;
/** Of the contact's other conversations, initially. */
export const PREVIOUS_SHOWN = 6;

/** The conversations of a view. */
export const conversationsOfView = (trpc: Api, view: View) =>
  trpc.conversations.list.infiniteQueryOptions(
    { ...filterOf(view), limit: LIST_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** A contact's conversations, last active first. `page`: the number per page. */
export const conversationsOfContact = (trpc: Api, contactId: number, page: number) =>
  trpc.conversations.list.infiniteQueryOptions(
    { contactId, limit: page },
    { getNextPageParam: (last) => last.nextCursor },
  );

/** The latest changes of a conversation's status, newest first. */
export const transitionsOf = (trpc: Api, displayId: number) =>
  trpc.conversations.transitions.queryOptions({ displayId, limit: TRANSITIONS_SHOWN });

/** The messages of a conversation whose files the pane shows, initially and by each click. */
const FILES_PAGE = 12;

/** A conversation's files, newest first. */
export const filesOf = (trpc: Api, displayId: number) =>
  trpc.messages.files.infiniteQueryOptions(
    { displayId, limit: FILES_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

type ReadMessages = (
  input: { displayId: number; before: number | null; limit: number },
  options: { signal: AbortSignal },
) => Promise<MessagePage>;

/** A conversation's messages: the newest page first, older ones on demand. */
export const threadOf = (read: ReadMessages, displayId: number) =>
  infiniteQueryOptions({
    queryKey: threadKey(displayId),
    queryFn: ({ pageParam, signal }) =>
      read({ displayId, before: pageParam, limit: THREAD_PAGE }, { signal }),
    initialPageParam: null as number | null, // the newest page
    getNextPageParam: (page: MessagePage) => (page.hasMore ? (page.data[0]?.number ?? null) : null),
  });

/** The prefix of the keys of all threads. */
export const THREADS = ["thread"] as const;

/** The query key of a conversation's thread. */
export const threadKey = (displayId: number) => [...THREADS, displayId] as const;

/** The number of conversations that a page remembers. */
const REMEMBERED = 500;

const pages = new WeakMap<QueryClient, Map<number, Row>>();

/**
 * Merges a row with the newest version that this page has seen, and remembers the result. A list forgets a row that leaves it:
 * without this, an older response that arrives afterwards would list the conversation again.
 */
export function newestRow(queryClient: QueryClient, row: Row): Row {
  const known = pages.get(queryClient) ?? new Map<number, Row>();
  pages.set(queryClient, known);
  const { id } = row.conversation;
  const newest = mergeRow(known.get(id), row);
  known.delete(id);
  known.set(id, newest);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return newest;
}

/** For a stream that starts anew: its versions may be lower. */
export const clearRows = (queryClient: QueryClient): boolean => pages.delete(queryClient);

export type MessagePage = { data: MessageDto[]; hasMore: boolean; asOf: string };
/** A cached thread: `pages[0]` is the newest; each page is ordered by number. */
type CachedThread = { pages: MessagePage[] };

/**
 * A thread after an event or response with a message: a newer version replaces, the next number is appended, an older one
 * that is not loaded is ignored. "gap" when messages in between are missing: refetch the thread.
 */
export function applyMessage<T extends CachedThread>(thread: T, seen: MessageDto): T | "gap" {
  const known = thread.pages.flatMap((page) => page.data).find((message) => message.id === seen.id);
  if (known) {
    if (known.version >= seen.version) return thread;
    const pages = thread.pages.map((page) => ({
      ...page,
      data: page.data.map((m) => (m === known ? seen : m)),
    }));
    return { ...thread, pages };
  }
  const [newest, ...older] = thread.pages;
  if (!newest) return thread;
  const last = newest.data.at(-1)?.number ?? 0;
  if (seen.number <= last) return thread;
  if (seen.number > last + 1) return "gap";
  return { ...thread, pages: [{ ...newest, data: [...newest.data, seen] }, ...older] };
}

/** All loaded messages in order of number. */
export const messagesOf = (thread: CachedThread | undefined): MessageDto[] =>
  (thread?.pages ?? []).toReversed().flatMap((page) => page.data);

/**
 * Refetches the queries that match a filter because something has changed. TanStack Query does not restart a first load
 * that is running, although its request precedes the change: that query is refetched after it has loaded.
 */
export function readAgain(queryClient: QueryClient, filter: QueryFilters = {}): void {
  const begun = queryClient
    .getQueryCache()
    .findAll({ ...filter, fetchStatus: "fetching" })
    .filter(({ state }) => state.data === undefined);
  void queryClient.invalidateQueries(filter);
  for (const { promise, queryKey } of begun) {
    const once = () => void queryClient.invalidateQueries({ queryKey, exact: true });
    promise?.then(once, once);
  }
}
