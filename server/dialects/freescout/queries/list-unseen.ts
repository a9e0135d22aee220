import type { LastMessage, MessageDto } from "@/server/contract/_shared/dto";
import { readUnseen } from "@/server/dialects/freescout/store/unseen-messages";
import { isUndoWindowOver } from "@/server/domain/message/undo-window";
import type { Db } from "@/server/store/_postgres/db";

/** The newest message that a conversation of an account shows. */
export type Newest = { accountId: number; lastMessage: LastMessage | null };

/**
 * Of which of these conversations the newest message is for nobody outside: within its undo window, or withdrawn. In their
 * order, in one statement; in none where no message can be one.
 */
export async function listUnseen(
  db: Pick<Db, "query">,
  newest: readonly Newest[],
  now: Date,
): Promise<boolean[]> {
  const refs = newest.flatMap(({ accountId, lastMessage }) =>
    lastMessage && mayBeUnseen(lastMessage) ? [{ accountId, messageId: lastMessage.id }] : [],
  );
  const unseen = refs.length === 0 ? new Set() : await readUnseen(db, refs, now);
  return newest.map(({ lastMessage }) => lastMessage !== null && unseen.has(lastMessage.id));
}

/** Whether a message can be within its undo window, as of its tick. */
export const mayBeUnseen = ({ status }: LastMessage): boolean => status === "pending";

/** Whether a message is within its undo window. */
export const isUnsent = ({ sendAfter }: Pick<MessageDto, "sendAfter">, now: Date): boolean =>
  sendAfter !== null && !isUndoWindowOver(new Date(sendAfter), now);
