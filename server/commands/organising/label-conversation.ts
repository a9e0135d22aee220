import { lockExisting } from "@/server/commands/conversations/_steps/lock-live";
import { type LabelChange, labelsAfter } from "@/server/commands/organising/_steps/label-names";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import { memoize } from "@/server/store/events/batch/batch";
import type { Tx } from "@/server/store/events/tx";
import { provideLabels } from "@/server/store/organising/labels";

export type LabelConversation = { conversation: ConversationRef } & LabelChange;

/** Changes a conversation's labels: lower case, sorted, each once. A new name creates a label. */
export async function labelConversation(tx: Tx, input: LabelConversation): Promise<ConversationRow> {
  const before = await lockExisting(tx, input.conversation);
  return labelInto(tx, before, input);
}

/** Changes the labels of a locked conversation. Without a change it returns the row as is and creates no event. */
export async function labelInto(
  tx: Tx,
  before: ConversationRow,
  change: LabelChange,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const labels = labelsAfter(before.labels, change);
  if (labels.join("\n") === before.labels.join("\n")) return before;
  const added = labels.filter((label) => !before.labels.includes(label));
  await memoize(tx, `labels ${added.join("\n")}`, () => provideLabels(tx, added));
  return saveConversation(tx, before, { labels }, { type: "conversation.labelled" });
}
