import { checkAttributes } from "@/server/commands/organising/_steps/check-attributes";
import { canonicalJson } from "@/server/lib/canonical-json";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockLive } from "./_steps/lock-live";

/** A name in both is removed. With `isWhole`, names that `set` does not have are removed too. */
export type SetAttributes = {
  conversation: ConversationRef;
  set?: ConversationRow["customAttributes"];
  remove?: readonly string[];
  isWhole?: boolean;
  /** New values must fit their definitions: a member typed them. */
  isTyped?: boolean;
};

/** Sets and removes some of a conversation's custom attributes. Without a change there is no event. */
export async function setAttributes(
  tx: Tx,
  { conversation, set = {}, remove = [], isWhole = false, isTyped = false }: SetAttributes,
): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  const merged = Object.entries({ ...(isWhole ? {} : before.customAttributes), ...set });
  const customAttributes = Object.fromEntries(merged.filter(([name]) => !remove.includes(name)));
  if (canonicalJson(customAttributes) === canonicalJson(before.customAttributes)) return before;
  if (isTyped)
    await checkAttributes(tx, "conversation", { before: before.customAttributes, after: customAttributes });
  return saveConversation(tx, before, { customAttributes }, { type: "conversation.updated" });
}

/** Sets the subject of an e-mail's conversation, which is kept in its additional attributes. Without a change there is no event. */
export async function setSubject(
  tx: Tx,
  { conversation, subject }: { conversation: ConversationRef; subject: string },
): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  if ((before.additionalAttributes["subject"] ?? "") === subject) return before;
  const additionalAttributes = { ...before.additionalAttributes, subject };
  return saveConversation(tx, before, { additionalAttributes }, { type: "conversation.updated" });
}
