import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Database, Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { hasLeft } from "@/server/store/messages/undo-windows";

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
      return `and withdrawn_at is null and ${hasLeft(`$${values.length}`, "message")}`;
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
