import type { Caller } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { RevisionDto } from "@/server/contract/message/message-facts";
import { readAsOf } from "@/server/queries/_shared/page";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { listRevisions as list } from "@/server/store/messages/revisions";
import { getMessage } from "./get-message";

const REVISIONS_MAX = 100;

/** The earlier texts of a changed message, the newest first, at most a hundred; none of a deleted one. */
export async function listRevisions(db: Db, caller: Caller, messageId: number): Promise<RevisionDto[]> {
  await getMessage(db, caller, messageId);
  const rows = await list(db, caller.accountId, { messageId, limit: REVISIONS_MAX });
  return rows.map(({ content, at }) => ({ content, until: at.toISOString() }));
}

/** Message numbers: those before or after one; neither = the newest. */
export type ListMessages = {
  conversation: ConversationRef;
  before?: number | null;
  after?: number | null;
  limit: number;
};

export type MessagePage = { data: MessageDto[]; hasMore: boolean; asOf: string };

/** Messages of a conversation in order of number, keyset on it. */
export function listMessages(database: Database, caller: Caller, input: ListMessages): Promise<MessagePage> {
  return database.snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, input.conversation);
    const direction = input.after != null ? "asc" : "desc";
    const rows = await db.query<MessageRow>(PAGE[direction], [
      caller.accountId,
      conversation.id,
      input.after ?? 0,
      input.before ?? 2 ** 31 - 1,
      input.limit + 1,
    ]);
    const page = rows.slice(0, input.limit).map(toMessageDto);
    return {
      data: direction === "asc" ? page : page.reverse(),
      hasMore: rows.length > input.limit,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** Index: message_number. */
const pageIn = (direction: "asc" | "desc") =>
  statement(
    `select ${select(MESSAGE_COLUMNS)} from message
      where account_id = $1 and conversation_id = $2 and number > $3 and number < $4
      order by number ${direction} limit $5`,
  );

const PAGE = { asc: pageIn("asc"), desc: pageIn("desc") };

/** A window on one conversation by message ids. */
export type MessageWindow = {
  conversationId: number;
  /** Message ids; `after` alone excludes its message, together with `before` it includes it. */
  before: number | null;
  after: number | null;
  /** Leaves out notes and activity lines. */
  publicOnly: boolean;
  /** For the customer: leaves out messages unsent at this instant, and withdrawn ones. */
  leftBy?: Date;
};

const LAST = 20;
const NEWER = 100;
const BETWEEN = 1000;

/**
 * Messages by a range of ids, oldest first: the last 20, the 20 before an id, up to 100 after one, up to 1,000 between
 * two. Ids rise with numbers in a conversation, so an id of this conversation becomes its number (index
 * message_number); an id of another conversation is compared with the ids, which reads the rows between it and the end.
 */
export function listMessagesById(
  database: Database,
  accountId: number,
  window: MessageWindow,
): Promise<MessageDto[]> {
  const { before, after } = window;
  const forward = after !== null;
  const limit = before !== null && forward ? BETWEEN : forward ? NEWER : LAST;
  return database.snapshot(async (db) => {
    const numbers = await findNumbers(db, accountId, window);
    const values: unknown[] = [accountId, window.conversationId, limit];
    const edge = (operator: string, id: number) => {
      const number = numbers.get(id);
      values.push(number ?? id);
      return `and ${number === undefined ? "id" : "number"} ${operator} $${values.length}`;
    };
    const left = (at: Date) => {
      values.push(at);
      return `and withdrawn_at is null and (send_after is null or send_after <= $${values.length})`;
    };
    const rows = await db.query<MessageRow>(
      `select ${select(MESSAGE_COLUMNS)} from message
        where account_id = $1 and conversation_id = $2
          ${before === null ? "" : edge("<", before)}
          ${after === null ? "" : edge(before === null ? ">" : ">=", after)}
          ${window.publicOnly ? "and kind in ('message', 'system')" : ""}
          ${window.leftBy === undefined ? "" : left(window.leftBy)}
        order by number ${forward ? "asc" : "desc"} limit $3`,
      values,
    );
    const found = rows.map(toMessageDto);
    return forward ? found : found.reverse();
  });
}

async function findNumbers(
  db: Db,
  accountId: number,
  { conversationId, before, after }: MessageWindow,
): Promise<ReadonlyMap<number, number>> {
  const ids = [before, after].filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ id: number; number: number }>(
    `select id, number from message where account_id = $1 and conversation_id = $2 and id = any($3::bigint[])`,
    [accountId, conversationId, ids],
  );
  return new Map(rows.map((row) => [row.id, row.number]));
}
