import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockExisting } from "./_steps/lock-live";
import { assignInto } from "./assign-conversation";
import { signalInto } from "./change-status";

/** Takes a pending conversation over from the bot: opens it and assigns it to the caller, in one operation. */
export async function takeOver(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  const open = await signalInto(tx, before, { signal: "handoff", until: null });
  return tx.caller.userId === null ? open : assignInto(tx, open, tx.caller.userId);
}
