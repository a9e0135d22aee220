import { recordReports } from "@/server/commands/receipts/_steps/record-reports";
import { storableWords } from "@/server/commands/receipts/_steps/storable-words";
import type { UndecidedFailure } from "@/server/contract/message/note-attributes";
import { callsOfReport } from "@/server/domain/send/send";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { listProgramCalls } from "@/server/store/sends/program-calls";
import { type AddNote, addNote } from "./notes";
import type { SentMessage } from "./send-message";

/** Messages that an undecided note names. */
const NAMED_MAX = 20;

export type ReportFailure = AddNote & {
  /** Why the message failed. */
  error: string;
};

/**
 * Adds the note by which a program says that it could not send a message, without saying which. The message of the only
 * call that it can be about is marked as failed, unless its delivery is known. If there are several, or none, no message
 * is marked, and the note says so. Refuses what `addNote` refuses.
 */
export async function reportFailure(tx: Tx, { error, ...note }: ReportFailure): Promise<SentMessage> {
  const conversation = await lockConversation(tx, note.conversation);
  const calls = conversation ? await listProgramCalls(tx, tx.caller.accountId, conversation.id) : [];
  const possible = callsOfReport(calls, tx.now.getTime());
  const [call, ...others] = possible;
  if (!call || others.length > 0)
    return addNote(tx, { ...note, contentAttributes: undecided(note, possible) });
  const added = await addNote(tx, note);
  if (added.isRepeated) return added;
  const receipt = {
    messageId: call.messageId,
    attempt: call.attempt,
    signal: "failed" as const,
    error: storableWords(error),
    isGuessed: true,
  };
  await recordReports(tx, { reports: [{ receipt, caller: tx.caller, operationId: tx.operationId }] });
  return added;
}

const undecided = (
  { contentAttributes }: AddNote,
  possible: readonly { messageId: number }[],
): NonNullable<AddNote["contentAttributes"]> => ({
  ...contentAttributes,
  undecidedFailure: {
    messageIds: [...new Set(possible.map(({ messageId }) => messageId))].slice(0, NAMED_MAX),
  } satisfies UndecidedFailure,
});
