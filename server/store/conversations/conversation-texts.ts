import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import { JsonText } from "@/server/lib/json-text";
import type { Db } from "@/server/store/_postgres/db";
import { statement, statementForms } from "@/server/store/_postgres/statement";
import { contactText, conversationText } from "@/server/store/_rows/dto-texts";
import { EVENT_CONTEXT_TABLES } from "@/server/store/events/event-context";
import type { ConversationRef } from "./conversations";

/** A conversation with its contact, as JSON that Postgres has written. */
export type ConversationTexts = {
  conversation: JsonText<ConversationDto>;
  contact: JsonText<ContactDto>;
};

const TEXTS = `${conversationText("c", "m")} as conversation, ${contactText("t")} as contact`;

type TextsRow = { conversation: string; contact: string };

const toTexts = ({ conversation, contact }: TextsRow): ConversationTexts => ({
  conversation: new JsonText(conversation),
  contact: new JsonText(contact),
});

/** The log's cursor of the snapshot in which rows were read. */
type HeadRow = { epoch: string; lastSeq: number };

/** A conversation of a list. `at`: its instant in the list's order. */
export type ListedTexts = ConversationTexts & { id: number; at: Date; seen?: OwnMark | null };

export type ListedConversations = { head: HeadRow | null; found: ListedTexts[] };

type Slice = {
  /** SQL of ids of conversations. Its parameters begin at $2. */
  ids: string;
  values: readonly unknown[];
  /** SQL of the instant by which conversations `c` are ordered. */
  key: string;
  direction: "asc" | "desc";
};

type ListedRow = HeadRow & MarkRow & (TextsRow & { id: number; at: Date } & { displayId: number });

/**
 * Conversations in their order with the head of the log, in one statement and thereby of one snapshot. `userId`: also the
 * mark of this member in each. Indexes: the primary keys.
 */
export async function listConversationTexts(
  db: Db,
  { accountId, userId }: { accountId: number; userId?: number | null },
  { ids, values, key, direction }: Slice,
): Promise<ListedConversations> {
  const hasMarks = userId !== undefined;
  const user = `$${values.length + 2}`;
  const rows = await db.query<ListedRow | (HeadRow & { id: null })>(
    form(`
      select h.epoch, h.last_seq as "lastSeq", p.*
        from account_head h
        left join lateral (
          select c.id, c.display_id as "displayId", ${key} as at, ${TEXTS} ${hasMarks ? MARK_COLUMNS : ""}
            from ${EVENT_CONTEXT_TABLES} ${hasMarks ? marksOf(user) : ""}
           where c.account_id = $1 and c.id = any (array(${ids}))) p on true
       where h.account_id = $1
       order by p.at ${direction}, p.id ${direction}`),
    hasMarks ? [accountId, ...values, userId] : [accountId, ...values],
  );
  const found = rows.flatMap((row) =>
    row.id === null
      ? []
      : [{ ...toTexts(row), id: row.id, at: row.at, ...(hasMarks && { seen: toMark(row) }) }],
  );
  return { head: rows[0] ?? null, found };
}

/** Of lists: by their filters. */
const form = statementForms(200);

type MarkRow = { seenNumber: number | null; seenIncoming: number | null; seenVersion: number | null };

const MARK_COLUMNS = `, s.number as "seenNumber", s.incoming_count as "seenIncoming", s.version as "seenVersion"`;

/** Index: conversation_seen_pkey. */
const marksOf = (user: string): string =>
  `left join conversation_seen s on s.account_id = c.account_id and s.conversation_id = c.id and s.user_id = ${user}`;

const toMark = (row: MarkRow & { id: number; displayId: number }): OwnMark | null => {
  const { id: conversationId, displayId, seenNumber, seenIncoming, seenVersion } = row;
  if (seenNumber === null || seenIncoming === null || seenVersion === null) return null;
  return { conversationId, displayId, number: seenNumber, incomingCount: seenIncoming, version: seenVersion };
};

const one = (column: string) =>
  statement(
    `select c.inbox_id as "inboxId", ${TEXTS} from ${EVENT_CONTEXT_TABLES}
      where c.account_id = $1 and c.${column} = $2 and c.lifecycle <> 'purged'`,
  );

const BY_DISPLAY_ID = one("display_id");
const BY_ID = one("id");

/** A conversation that is not purged, and its inbox; null = there is none. */
export async function findConversationTexts(
  db: Db,
  accountId: number,
  ref: ConversationRef,
): Promise<(ConversationTexts & { inboxId: number }) | null> {
  const [row] =
    "displayId" in ref
      ? await db.query<TextsRow & { inboxId: number }>(BY_DISPLAY_ID, [accountId, ref.displayId])
      : await db.query<TextsRow & { inboxId: number }>(BY_ID, [accountId, ref.conversationId]);
  return row ? { ...toTexts(row), inboxId: row.inboxId } : null;
}
