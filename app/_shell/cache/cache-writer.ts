import type { InfiniteData, QueryClient, QueryFilters } from "@tanstack/react-query";
import type { useTRPC } from "@/app/_lib/trpc";
import {
  applyRow,
  mapRows,
  mergeRow,
  type Row,
  type RowPage,
  withContact,
  withoutRows,
} from "@/app/_shared/conversation/rows";
import { isListed, type ListFilter } from "@/app/_shared/view/view";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { BulkOperationDto } from "@/server/contract/conversation/bulk";
import { toViewCounts } from "@/server/contract/conversation/counters";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import type { Event } from "@/server/contract/event/event";
import { emptySnapshot, reduce } from "@/server/contract/event/reduce";
import type { MessageWithFiles } from "@/server/contract/file/file";
import type { Frame } from "@/server/contract/live/frame";
import { applyMessage, newestRow, threadKey } from "./queries";
import type { Thread } from "./use-thread";

export type RowList = InfiniteData<RowPage, string | null>;
type FileList = InfiniteData<{ data: MessageWithFiles[]; nextCursor: string | null; asOf: string }>;
type Api = ReturnType<typeof useTRPC>;

/** Writes events and responses into the cache by the contract's rules: newer versions win, older ones are dropped. */
export type CacheWriter = {
  frame(frame: Frame): void;
  row(row: Row): void;
  message(displayId: number, message: MessageDto): void;
  /** A mark of the reader; for a conversation that was never opened, null. */
  seen(conversationId: number, mark: OwnMark | null): void;
};

/** `userId` decides which conversations are the reader's own. */
export function createCacheWriter(queryClient: QueryClient, trpc: Api, userId: number): CacheWriter {
  const lists = () => queryClient.getQueryCache().findAll(listsOf(trpc));

  function writeRow(seen: Row): void {
    const row = newestRow(queryClient, seen);
    for (const { queryKey } of lists()) {
      const filter = filterIn(queryKey);
      const isIn = (conversation: Row["conversation"]) => isListed(conversation, filter, userId);
      queryClient.setQueryData<RowList>(queryKey, (list) => list && applyRow(list, row, isIn, filter.sort));
    }
    const { displayId } = row.conversation;
    queryClient.setQueryData(
      trpc.conversations.get.queryKey({ displayId }),
      (known) => known && mergeRow(known, row),
    );
  }

  function writeMessage(displayId: number, message: MessageDto): void {
    const key = threadKey(displayId);
    const thread = queryClient.getQueryData<Thread>(key);
    const next = thread && applyMessage(thread, message);
    if (next === "gap") void queryClient.invalidateQueries({ queryKey: key });
    else if (next && next !== thread) queryClient.setQueryData<Thread>(key, next);
    writeFiles(queryClient, trpc.messages.files.infiniteQueryFilter({ displayId }), message);
  }

  function writeEvent(event: Event): void {
    const changed = reduce(emptySnapshot, event);
    for (const bulk of Object.values(changed.bulk_operation)) putBulk(queryClient, trpc, bulk);
    const contacts = Object.values(changed.contact);
    for (const conversation of Object.values(changed.conversation)) {
      const contact = contacts.find(({ id }) => id === conversation.contactId);
      if (contact) writeRow({ conversation, contact });
    }
    for (const message of Object.values(changed.message)) {
      const conversation = changed.conversation[message.conversationId];
      if (conversation) writeMessage(conversation.displayId, message);
    }
    for (const contact of contacts) writeRows(queryClient, trpc, (row) => withContact(row, contact));
  }

  function removeRows(isGone: (row: Row) => boolean): void {
    for (const { queryKey } of lists())
      queryClient.setQueryData<RowList>(queryKey, (list) => list && withoutRows(list, isGone));
  }

  const writeSeen = (conversationId: number, mark: OwnMark | null) =>
    writeRows(queryClient, trpc, (row) =>
      row.conversation.id === conversationId ? mergeRow(row, { ...row, seen: mark }) : row,
    );

  function writeFrame({ events, rows, gone, counters, seen = [] }: Frame): void {
    if (gone) removeRows(({ conversation }) => gone.inboxIds.includes(conversation.inboxId));
    for (const event of events) writeEvent(event);
    if (events.some(({ resource }) => resource.type === "conversation_member"))
      void queryClient.invalidateQueries(trpc.groups.members.pathFilter());
    for (const row of rows?.enter ?? []) writeRow(row);
    if (rows && rows.leave.length > 0) leaveShown(queryClient, trpc, rows.leave);
    for (const mark of seen) writeSeen(mark.conversationId, mark);
    if (counters) queryClient.setQueryData(trpc.conversations.counts.queryKey(), toViewCounts(counters));
  }

  return { frame: writeFrame, row: writeRow, message: writeMessage, seen: writeSeen };
}

/** The cached lists. A contact's last conversation is read by the same procedure, without pages. */
export const listsOf = (trpc: Api): QueryFilters => trpc.conversations.list.infiniteQueryFilter();

/** Rows have left the lists that the stream shows. What is left of a contact's list is not known: it is read again. */
function leaveShown(queryClient: QueryClient, trpc: Api, ids: readonly number[]): void {
  const hasLeft = ({ conversation }: Row) => ids.includes(conversation.id);
  for (const { queryKey } of queryClient.getQueryCache().findAll(listsOf(trpc))) {
    const list = queryClient.getQueryData<RowList>(queryKey);
    if (filterIn(queryKey).contactId === undefined)
      queryClient.setQueryData<RowList>(queryKey, list && withoutRows(list, hasLeft));
    else if (list && withoutRows(list, hasLeft) !== list)
      void queryClient.invalidateQueries({ queryKey, exact: true });
  }
}

/** Replaces each cached row by `to`, in lists and where it is open. */
function writeRows(queryClient: QueryClient, trpc: Api, to: (row: Row) => Row): void {
  queryClient.setQueriesData<RowList>(listsOf(trpc), (list) => list && mapRows(list, to));
  queryClient.setQueriesData<Row>(trpc.conversations.get.pathFilter(), (row) => row && to(row));
}

const writeFiles = (queryClient: QueryClient, filter: QueryFilters, message: MessageDto) =>
  queryClient.setQueriesData<FileList>(filter, (list) => list && applyFiles(list, message));

/** The filter of a list, from its query key, which tRPC builds as `[path, { input, type }]`. */
export function filterIn(queryKey: readonly unknown[]): Partial<ListFilter> {
  const [, options] = queryKey;
  const hasInput = typeof options === "object" && options !== null && "input" in options;
  return hasInput && typeof options.input === "object" ? { ...options.input } : {};
}

/** The `asOf` of a whole list or thread (its first page's), or of the last page read; null for other data. */
export function asOfIn(data: unknown, page: "first" | "last" = "first"): string | null {
  const pages = typeof data === "object" && data !== null && "pages" in data ? data.pages : null;
  const read: unknown = Array.isArray(pages) ? pages.at(page === "first" ? 0 : -1) : null;
  const asOf = typeof read === "object" && read !== null && "asOf" in read ? read.asOf : null;
  return typeof asOf === "string" ? asOf : null;
}

export const bulkKey = (trpc: Api, id: number) => trpc.bulk.get.queryKey({ id });

/** Stores the progress of a bulk operation, unless the cache has a newer one. */
export function putBulk(queryClient: QueryClient, trpc: Api, bulk: BulkOperationDto): void {
  queryClient.setQueryData(bulkKey(trpc, bulk.id), (known) =>
    known && known.version >= bulk.version ? known : bulk,
  );
}

/** The cached pages of a conversation's files, newest first. Other properties of the cache are kept. */
type CachedFiles = { pages: { data: MessageWithFiles[]; nextCursor: string | null }[] };

/**
 * A list of files after an event or response with a message: a newer version replaces, a message without files leaves, one
 * with files takes its place by number. An older one that is not loaded is ignored.
 */
export function applyFiles<T extends CachedFiles>(list: T, seen: MessageDto): T {
  const known = list.pages.flatMap(({ data }) => data).find(({ id }) => id === seen.id);
  if (known ? known.version >= seen.version : !seen.attachments) return list;
  const { id, version, number, kind, createdAt, sender, attachments } = seen;
  const without = list.pages.map((page) => ({ ...page, data: page.data.filter((one) => one !== known) }));
  if (!attachments) return { ...list, pages: without };
  const message: MessageWithFiles = { id, version, number, kind, createdAt, sender, attachments };
  const at = without.findIndex(
    ({ data, nextCursor }) => nextCursor === null || (data.at(-1)?.number ?? 0) < number,
  );
  const pages = without.map((page, index) =>
    index === at ? { ...page, data: [...page.data, message].sort((a, b) => b.number - a.number) } : page,
  );
  return { ...list, pages };
}

/** All loaded messages with files, newest first. */
export const messagesWithFiles = (list: CachedFiles | undefined): MessageWithFiles[] =>
  (list?.pages ?? []).flatMap(({ data }) => data);
