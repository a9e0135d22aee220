import type { MessageDto } from "@/server/contract/_shared/dto";
import { JsonText } from "@/server/lib/json-text";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { messageText } from "@/server/store/_rows/dto-texts";
import type { ConversationRef } from "@/server/store/conversations/conversations";

/** A message as JSON that Postgres has written. */
export type MessageText = {
  message: JsonText<MessageDto>;
  number: number;
  /** Its attachments need addresses before it leaves. */
  hasFiles: boolean;
  /** It was a mail, whose HTML is read apart. */
  hasEmail: boolean;
};

/** Message numbers between which a page lies, both excluded. */
type Slice = { after: number; before: number; limit: number; direction: "asc" | "desc" };

export type Thread = {
  head: { epoch: string; lastSeq: number } | null;
  /** Of the conversation; null = there is none that is not purged. */
  inboxId: number | null;
  found: MessageText[];
};

/**
 * A part of a conversation's messages with the head of the log, in one statement and thereby of one snapshot. Indexes:
 * conversation_display_id or conversation_pkey, message_number.
 */
export async function readThread(
  db: Db,
  accountId: number,
  ref: ConversationRef,
  { after, before, limit, direction }: Slice,
): Promise<Thread> {
  const [by, id] =
    "displayId" in ref ? ["display_id" as const, ref.displayId] : ["id" as const, ref.conversationId];
  const rows = await db.query<Row>(THREADS[by][direction], [accountId, id, after, before, limit]);
  const found = rows.flatMap(({ message, number, hasFiles, hasEmail }) =>
    number === null ? [] : [{ number, hasFiles, hasEmail, message: new JsonText<MessageDto>(message) }],
  );
  return { head: rows[0] ?? null, inboxId: rows[0]?.inboxId ?? null, found };
}

type Row = { epoch: string; lastSeq: number; inboxId: number | null } & (
  | { number: number; hasFiles: boolean; hasEmail: boolean; message: string }
  | { number: null; hasFiles: null; hasEmail: null; message: null }
);

const threadBy = (column: "display_id" | "id", direction: Slice["direction"]) =>
  statement(`
    select h.epoch, h.last_seq as "lastSeq", c.inbox_id as "inboxId", m.number, m."hasFiles", m."hasEmail", m.message
      from account_head h
      left join conversation c on c.account_id = $1 and c.${column} = $2 and c.lifecycle <> 'purged'
      left join lateral (
        select number, attachments is not null as "hasFiles", email is not null as "hasEmail",
               ${messageText("o")} as message from message o
         where account_id = $1 and conversation_id = c.id and number > $3 and number < $4
         order by number ${direction} limit $5) m on true
     where h.account_id = $1
     order by m.number ${direction}`);

const threadsBy = (column: "display_id" | "id") => ({
  asc: threadBy(column, "asc"),
  desc: threadBy(column, "desc"),
});

const THREADS = { display_id: threadsBy("display_id"), id: threadsBy("id") };
