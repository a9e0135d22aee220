import { lockExisting, lockLive } from "@/server/commands/conversations/_steps/lock-conversation";
import { checkAttributes } from "@/server/commands/organising/_steps/check-attributes";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetPriorityInput, SetSubjectInput } from "@/server/contract/conversation/inputs";
import type { Priority } from "@/server/domain/conversation/conversation";
import { canonicalJson } from "@/server/lib/canonical-json";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

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

type SetSubject = { conversation: ConversationRef } & SetSubjectInput;

/** Sets the subject of a conversation; an empty one removes it. Without a change there is no event. */
export async function setSubject(tx: Tx, { conversation, subject }: SetSubject): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  const known = before.additionalAttributes["subject"];
  if ((before.subject ?? known ?? "") === subject) return before;
  return saveConversation(
    tx,
    before,
    {
      subject: subject === "" ? null : subject,
      // FreeScout's clients create conversations with the subject as an attribute.
      ...(known !== undefined && { additionalAttributes: { ...before.additionalAttributes, subject } }),
    },
    { type: "conversation.updated" },
  );
}

/** `priority: null` removes it. */
type SetPriority = { conversation: ConversationRef } & SetPriorityInput;

/** Sets a conversation's priority. Without a change it returns the row as is and creates no event. */
export async function setPriority(tx: Tx, { conversation, priority }: SetPriority): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  return prioritiseInto(tx, before, priority);
}

/** `setPriority` for a conversation that is locked already. */
export async function prioritiseInto(
  tx: Tx,
  before: ConversationRow,
  priority: Priority | null,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  if (before.priority === priority) return before;
  return saveConversation(tx, before, { priority }, { type: "conversation.priority_changed" });
}
