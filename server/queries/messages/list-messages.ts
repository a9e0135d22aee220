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
