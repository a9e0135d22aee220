import { assignInto } from "@/server/commands/conversations/assign";
import { type ChangeStatus, signalInto } from "@/server/commands/conversations/change-status";
import { noteInto } from "@/server/commands/messages/notes";
import { isAppendOnly } from "@/server/commands/messages/receive-together";
import { sendInto } from "@/server/commands/messages/send-message";
import { defined } from "@/server/lib/defined";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { LockedTogether } from "@/server/store/conversations/lock-together";
import type { Tx } from "@/server/store/events/tx";
import { policyOf } from "@/server/store/inboxes/inboxes";
import type { NewMessage } from "@/server/store/messages/insert-message";
import { appendMessage } from "@/server/store/messages/messages";

/** A text without files. */
type Text = Pick<NewMessage, "content" | "contentAttributes" | "countsUnread" | "clientId">;

/** A customer's text. `sourceId`: their channel's id of it; `writtenAt`: as in `ReceiveMessage`. */
type ReceivedText = Text & Pick<NewMessage, "sourceId"> & { sentAt?: Date; writtenAt?: Date };

/** A change of one conversation that needs few other rows, which many changes read in one statement each. */
export type Change =
  | { kind: "send"; message: Text }
  | { kind: "receive"; message: ReceivedText }
  | { kind: "note"; message: Text }
  | { kind: "assign"; assigneeId: number | null }
  | ({ kind: "status" } & Pick<ChangeStatus, "signal" | "until">);

/** A customer's message as it is received, without who they are; `others`: all else that it has. */
type Received = { [F in keyof ReceivedText]?: ReceivedText[F] | undefined } & {
  content: string;
  [others: string]: unknown;
};

/** The change that a customer's message is; null if it is more than a text. */
export function receivedText({
  content,
  contentAttributes,
  countsUnread,
  clientId,
  sourceId,
  sentAt,
  writtenAt,
  ...others
}: Received): Change | null {
  if (Object.values(others).some((value) => value != null)) return null;
  const facts = { contentAttributes, countsUnread, clientId, sourceId, sentAt, writtenAt };
  return { kind: "receive", message: { content, ...defined(facts) } };
}

/** A locked conversation and what decides about it. */
export type Place = Pick<LockedTogether, "contacts" | "inboxes"> & { conversation: ConversationRow };

/** Makes a change under its conversation's lock. Null, with nothing written, if it needs more than that. */
export async function applyChange(
  tx: Tx,
  change: Change,
  { conversation, contacts, inboxes }: Place,
): Promise<{ message: MessageRow | null } | null> {
  const inbox = inboxes.get(conversation.inboxId);
  if (!inbox || conversation.lifecycle !== "live") return null;
  if (change.kind === "status") {
    await signalInto(tx, conversation, { signal: change.signal, until: change.until ?? null });
    return { message: null };
  }
  if (change.kind === "assign") {
    await assignInto(tx, conversation, change.assigneeId);
    return { message: null };
  }
  if (change.kind === "note")
    return change.message.content === "" ? null : noteInto(tx, conversation, change.message);
  if (change.kind === "send") {
    if (tx.caller.actor.type === "user") return null; // a member's reply may assign the conversation
    return sendInto(tx, conversation, inbox, change.message);
  }
  const contact = contacts.get(conversation.contactId);
  const { message } = change;
  if (!contact || message.content === "") return null;
  // Another conversation of the contact may have the client id.
  if (message.clientId != null && inbox.onMessageAfterResolve === "newConversation") return null;
  if (!isAppendOnly({ conversation, inbox, contact, writer: contact }, policyOf(inbox))) return null;
  return appendMessage(tx, conversation, {
    ...message,
    kind: "message",
    direction: "in",
    sender: { type: "contact", id: contact.id, name: contact.name },
    tick: null,
  });
}
