import { Refusal } from "@/server/contract/refusal";
import type { ConversationRow } from "@/server/store/conversation-row";
import { type ConversationRef, lockConversation, saveConversation } from "@/server/store/conversations";
import { provideLabels } from "@/server/store/labels";
import type { Tx } from "@/server/store/tx";
import { normalLabels } from "./label-names";

/** `set` replaces all; else `add` and `remove` change some. */
export type LabelConversation = {
  conversation: ConversationRef;
  set?: readonly string[];
  add?: readonly string[];
  remove?: readonly string[];
};

/** Changes a conversation's labels: lower case, sorted, each once. A name that is no label yet becomes one. */
export async function labelConversation(tx: Tx, input: LabelConversation): Promise<ConversationRow> {
  const before = await lockConversation(tx, input.conversation);
  if (!before) throw new Refusal("conversation.not_found");
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  return labelInto(tx, before, input);
}

/** Changes the labels of a locked, live conversation; what changes nothing returns it as it is, without an event. */
export async function labelInto(
  tx: Tx,
  before: ConversationRow,
  input: Omit<LabelConversation, "conversation">,
): Promise<ConversationRow> {
  const removed = new Set(normalLabels(input.remove ?? []));
  const wanted = normalLabels([...(input.set ?? before.labels), ...(input.add ?? [])]);
  const labels = wanted.filter((label) => !removed.has(label));
  if (labels.join("\n") === before.labels.join("\n")) return before;
  await provideLabels(
    tx,
    labels.filter((label) => !before.labels.includes(label)),
  );
  return saveConversation(tx, before, { labels }, { type: "conversation.labelled" });
}
