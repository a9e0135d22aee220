import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { FoundMessage } from "@/server/contract/search/search";
import { markTerms, snippetOf } from "@/server/domain/search/search-match";
import { gramOfInbox } from "@/server/domain/search/search-text";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { searchedText } from "@/server/store/search/searched-text";
import { searchEntries } from "./search-pages";

type Row = MessageRow & {
  displayId: number;
  conversationStatus: FoundMessage["conversationStatus"];
  contactId: number;
  contactName: string;
  /** The conversation's current inbox, not the inbox that carried the message. */
  isInId: number;
};

/** Messages and notes of the caller's inboxes that have all terms, the newest first. */
export function searchMessages(
  db: Db,
  caller: Caller,
  { terms, limit }: { terms: readonly string[]; limit: number },
): Promise<FoundMessage[]> {
  const { inboxIds } = caller;
  return searchEntries(db, {
    accountId: caller.accountId,
    kind: "message",
    anyOf: inboxIds === "all" ? null : inboxIds.map(gramOfInbox),
    terms,
    limit,
    read: (ids) => readMessages(db, caller, ids),
    charsOf: ({ content }) => content.length,
    match: (row) => matchMessage(row, terms),
  });
}

/** In the order of the ids; without trashed and purged conversations. Indexes: the three primary keys. */
async function readMessages(db: Db, caller: Caller, ids: readonly number[]): Promise<Row[]> {
  const columns = select({ ...MESSAGE_COLUMNS, content: searchedText("$") }, "m");
  const rows = await db.query<Row>(
    `select ${columns}, c.display_id as "displayId", c.inbox_id as "isInId", c.status as "conversationStatus", t.id as "contactId",
            t.name as "contactName"
       from message m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
       join contact t on t.account_id = c.account_id and t.id = c.contact_id
      where m.account_id = $1 and m.id = any($2::bigint[]) and m.kind <> 'activity' and c.lifecycle = 'live'
      order by array_position($2::bigint[], m.id)`,
    [caller.accountId, ids],
  );
  return rows.filter(({ isInId }) => maySee(caller, { inboxId: isInId }));
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
    snippet: snippetOf(marked),
  };
}
