import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";

const recentIn = (direction: "asc" | "desc") =>
  statement(
    `select ${select(MESSAGE_COLUMNS, "m")}
       from unnest($2::bigint[], $3::int[]) as w (conversation_id, after)
      cross join lateral (
        select * from message
         where account_id = $1 and conversation_id = w.conversation_id and history_number > w.after
         order by history_number ${direction} limit $4) m`,
  );

const RECENT = { asc: recentIn("asc"), desc: recentIn("desc") };

/** `limit`: of each history. `direction`: `asc` for the first ones after the number, default the newest first. */
export type RecentOf = {
  of: readonly { conversationId: number; after: number }[];
  limit: number;
  direction?: "asc" | "desc";
};

/** Messages of each history after a number. Index: message_history. */
export const listRecentRows = (
  db: Db,
  accountId: number,
  { of, limit, direction = "desc" }: RecentOf,
): Promise<MessageRow[]> =>
  db.query<MessageRow>(RECENT[direction], [
    accountId,
    of.map(({ conversationId }) => conversationId),
    of.map(({ after }) => after),
    limit,
  ]);

const OF_HISTORY = statement(
  `select ${select(MESSAGE_COLUMNS)} from message
    where account_id = $1 and conversation_id = $2 and history_number is not null
      and (id = any($3::bigint[]) or history_number = any($4::int[]))
    order by history_number`,
);

/** Messages of a history by id or number. Indexes: message_pkey, message_history. */
export const findHistoryRows = (
  db: Db,
  accountId: number,
  of: { conversationId: number; ids: readonly number[]; numbers: readonly number[] },
): Promise<MessageRow[]> =>
  db.query<MessageRow>(OF_HISTORY, [accountId, of.conversationId, of.ids, of.numbers]);
