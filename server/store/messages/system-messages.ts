import { renderSystemContent } from "@/server/contract/message/render-system-content";
import type { SystemContent } from "@/server/contract/message/system-content";
import type { Db } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import type { NewMessage } from "./insert-message";
import { appendMessage } from "./messages";

export type NewSystemMessage = { system: SystemContent } & Pick<NewMessage, "clientId" | "countsUnread">;

/** What every system message has in common: nobody wrote it, it has no tick, and `content` is it in English. */
export const systemMessageOf = (tx: Tx, { system, ...given }: NewSystemMessage): NewMessage => ({
  kind: "system",
  direction: null,
  content: renderSystemContent(system, "en"),
  sender: tx.caller.actor,
  tick: null,
  system,
  ...given,
});

/** Adds a system message to a locked conversation and records `message.created`. */
export const appendSystemMessage = (
  tx: Tx,
  conversation: ConversationRow,
  message: NewSystemMessage,
): Promise<{ message: MessageRow; conversation: ConversationRow }> =>
  appendMessage(tx, conversation, systemMessageOf(tx, message));

/** The newest public messages of a conversation that a transcript has. */
const TRANSCRIPT_MESSAGES_MAX = 500;
/** The characters of each. */
const MESSAGE_CHARS_MAX = 20_000;

export type Transcript = {
  displayId: number;
  account: string;
  /** The account's, an IANA name. */
  timeZone: string;
  /** Older messages are left out. */
  isCut: boolean;
  /** In order. */
  messages: {
    /** Null: without a name. */
    sender: string | null;
    at: Date;
    content: string;
    /** The names of its files. */
    files: string[];
  }[];
};

/** What a transcript of a conversation has now; null when it was deleted. Index: message_number. */
export async function readTranscript(
  db: Db,
  { accountId, conversationId, now }: { accountId: number; conversationId: number; now: Date },
): Promise<Transcript | null> {
  const [found] = await db.query<Pick<Transcript, "displayId" | "account" | "timeZone">>(
    `select c.display_id as "displayId", a.name as account, a.time_zone as "timeZone" from conversation c join account a on a.id = c.account_id
      where c.account_id = $1 and c.id = $2 and c.lifecycle = 'live'`,
    [accountId, conversationId],
  );
  if (!found) return null;
  const rows = await db.query<Row>(MESSAGES, [accountId, conversationId, now, TRANSCRIPT_MESSAGES_MAX + 1]);
  const messages = rows.slice(0, TRANSCRIPT_MESSAGES_MAX).reverse();
  return {
    ...found,
    isCut: rows.length > TRANSCRIPT_MESSAGES_MAX,
    messages: messages.map(({ files, ...message }) => ({
      ...message,
      files: (files ?? []).map(({ name }) => name),
    })),
  };
}

type Row = Omit<Transcript["messages"][number], "files"> & { files: { name: string }[] | null };

const MESSAGES = `
  select sender_name as sender, created_at as at, left(content, ${MESSAGE_CHARS_MAX}) as content, attachments as files
    from message
   where account_id = $1 and conversation_id = $2 and kind = 'message' and deleted_at is null and withdrawn_at is null
     and (send_after is null or send_after <= $3)
     and (email is null or not (jsonb_exists(email, 'forwards') or jsonb_exists(email, 'isFromOther')))
   order by number desc limit $4`;
