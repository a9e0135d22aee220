import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { wordsOf } from "@/server/contract/message/marks";
import type { FoundMessage, SearchFilter } from "@/server/contract/search/search";
import { markTerms, snippetOf } from "@/server/domain/search/search-match";
import { gramOfInbox } from "@/server/domain/search/search-text";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { type SearchPosition, searchedText } from "@/server/store/search/search-index";
import { type EntryPage, searchEntries, searchEntryPage } from "./search-pages";

type Row = MessageRow & {
  displayId: number;
  conversationStatus: FoundMessage["conversationStatus"];
  contactId: number;
  contactName: string;
  /** The conversation's current inbox, not the inbox that carried the message. */
  isInId: number;
};

/** Messages and notes of the caller's inboxes that have all terms and pass the filter, the newest first. */
export function searchMessages(
  db: Db,
  caller: Caller,
  { terms, filter, limit }: { terms: readonly string[]; filter: SearchFilter; limit: number },
): Promise<FoundMessage[]> {
  return searchEntries(db, { ...ofMessages(db, caller, terms, filter), limit });
}

type PageMessages = {
  terms: readonly string[];
  filter: SearchFilter;
  after: SearchPosition | null;
  limit: number;
};

/** The newest message with all terms of each conversation that passes the filter, newest first. */
export function pageMessages(
  db: Db,
  caller: Caller,
  { terms, filter, after, limit }: PageMessages,
): Promise<EntryPage<FoundMessage>> {
  const wanted = ofMessages(db, caller, terms, filter);
  const seen = new Set<number>();
  return searchEntryPage(db, {
    ...wanted,
    after,
    limit,
    charsOf: (row) => (seen.has(row.conversationId) ? 0 : wanted.charsOf(row)),
    match: (row) => {
      const found = seen.has(row.conversationId) ? null : wanted.match(row);
      if (found) seen.add(row.conversationId);
      return found;
    },
  });
}

/** How messages are searched: with an inbox in the index, other filters on the rows. */
function ofMessages(db: Db, caller: Caller, terms: readonly string[], filter: SearchFilter) {
  const { inboxIds } = caller;
  const { inboxId } = filter;
  const mayRead = inboxId === null || maySee(caller, { inboxId });
  const within = inboxId === null ? inboxIds : mayRead ? [inboxId] : [];
  return {
    accountId: caller.accountId,
    kind: "message" as const,
    anyOf: within === "all" ? null : within.map(gramOfInbox),
    terms,
    read: (ids: readonly number[]) => readMessages(db, caller, ids, filter),
    idOf: ({ id }: Row) => id,
    charsOf: ({ content }: Row) => content.length,
    match: (row: Row) => matchMessage(row, terms),
  };
}

/** In the order of the ids; without trashed and purged conversations. Indexes: the three primary keys. */
async function readMessages(
  db: Db,
  caller: Caller,
  ids: readonly number[],
  filter: SearchFilter,
): Promise<Row[]> {
  const columns = select({ ...MESSAGE_COLUMNS, content: searchedText("$") }, "m");
  const values: unknown[] = [caller.accountId, ids];
  const where = conditionsOf(filter, caller, (value) => `$${values.push(value)}`);
  const rows = await db.query<Row>(
    `select ${columns}, c.display_id as "displayId", c.inbox_id as "isInId", c.status as "conversationStatus", t.id as "contactId",
            t.name as "contactName"
       from message m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
       join contact t on t.account_id = c.account_id and t.id = c.contact_id
      where m.account_id = $1 and m.id = any($2::bigint[]) and m.kind <> 'activity' and c.lifecycle = 'live' ${where}
      order by array_position($2::bigint[], m.id)`,
    values,
  );
  return rows.filter(({ isInId }) => maySee(caller, { inboxId: isInId }));
}

/** The filter as conditions on message `m` and its conversation `c`. */
function conditionsOf(filter: SearchFilter, { userId }: Caller, bind: (value: unknown) => string): string {
  const { status, inboxId, assignee, assigneeId, contactId, label, from, before, hasFiles } = filter;
  const where: string[] = [];
  if (status) where.push(`c.status = ${bind(status)}`);
  if (inboxId) where.push(`c.inbox_id = ${bind(inboxId)}`);
  if (assignee === "me") where.push(`c.assignee_id = ${bind(userId)}`);
  if (assignee === "unassigned") where.push("c.assignee_id is null");
  if (assigneeId) where.push(`c.assignee_id = ${bind(assigneeId)}`);
  if (contactId) where.push(`c.contact_id = ${bind(contactId)}`);
  if (label) where.push(`c.labels @> array[${bind(label)}::text]`);
  if (from) where.push(`m.created_at >= ${bind(from.toISOString())}::timestamptz`);
  if (before) where.push(`m.created_at < ${bind(before.toISOString())}::timestamptz`);
  if (hasFiles) where.push("m.attachments is not null");
  return where.map((condition) => `and ${condition}`).join(" ");
}

function matchMessage(row: Row, terms: readonly string[]): FoundMessage | null {
  const marked = markTerms(row.content, terms);
  if (!marked) return null;
  const { id, conversationId, inboxId, number, kind, direction, sender, createdAt } = toMessageDto(row);
  return {
    message: { id, conversationId, inboxId, number, kind, direction, sender, createdAt },
    displayId: row.displayId,
    conversationStatus: row.conversationStatus,
    contact: { id: row.contactId, name: row.contactName },
    // As lists show it; a term may be in what is not shown, as in the address of a link.
    snippet: snippetOf(markTerms(wordsOf(row.content), terms) ?? marked),
  };
}
