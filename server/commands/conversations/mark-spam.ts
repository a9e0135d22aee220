import { labelInto } from "@/server/commands/organising/label-conversation";
import { SPAM } from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockLive } from "./_steps/lock-live";
import { signalInto } from "./change-status";

/** Labels a conversation as spam and resolves it, in one operation. Later messages are stored without reopening it. */
export async function markSpam(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  const labelled = await labelInto(tx, before, { add: [SPAM] });
  return signalInto(tx, labelled, { signal: "resolve", until: null });
}
