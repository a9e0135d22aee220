import { isAppendOnly } from "@/server/commands/messages/receive-together";
import { sendInto } from "@/server/commands/messages/send-message";
import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { type LockedTogether, lockTogether } from "@/server/store/conversations/lock-together";
import { batchItem } from "@/server/store/events/batch/batch";
import { runBatch } from "@/server/store/events/batch/run-batch";
import { knownContext } from "@/server/store/events/event-context";
import type { EventContext, Tx } from "@/server/store/events/tx";
import { policyOf } from "@/server/store/inboxes/inboxes";
import type { NewMessage } from "@/server/store/messages/insert-message";
import { appendMessage } from "@/server/store/messages/messages";
import { type ChangeStatus, signalInto } from "./change-status";

/** A text without files and ids of other systems. */
type Text = Pick<NewMessage, "content" | "contentAttributes" | "countsUnread">;

/** A change of one conversation that needs no other rows than those that `lockTogether` reads. */
export type Change =
  | { kind: "send"; message: Text }
  | { kind: "receive"; message: Text }
  | ({ kind: "status" } & Pick<ChangeStatus, "signal" | "until">);

/** `caller` and `operationId`: of that request. The transaction's are others. */
export type Requested = { caller: Caller; operationId?: string; displayId: number; change: Change };

/** The conversation after the change; `message`: what was written. */
export type Changed = EventContext & { message: MessageRow | null };

/**
 * Changes conversations in one transaction, each for its own caller and operation, with one statement for each table. Null stands
 * for a change that has to run on its own: of a conversation that somebody holds or that an earlier one of these changed, one that is
 * refused, and a message that changes more than its conversation's last line. Nothing of it is written.
 */
export async function changeTogether(
  tx: Tx,
  { all }: { all: readonly Requested[] },
): Promise<(Changed | null)[]> {
  const idsOf = (some: readonly Requested[]) => [...new Set(some.map(({ displayId }) => displayId))];
  const locked = await lockTogether(tx, {
    displayIds: idsOf(all),
    receiving: idsOf(all.filter(({ change }) => change.kind === "receive")),
  });
  const free = new Map(locked.conversations);
  return runBatch(tx, 0, async () => {
    const changed: (Changed | null)[] = [];
    for (const one of all) {
      const conversation = free.get(one.displayId);
      free.delete(one.displayId);
      const isSeen = conversation !== undefined && maySee(one.caller, conversation);
      changed.push(isSeen ? await changeOne(tx, one, { ...locked, conversation }) : null);
    }
    return changed;
  });
}

type Place = Pick<LockedTogether, "contacts" | "inboxes"> & { conversation: ConversationRow };

async function changeOne(tx: Tx, { caller, operationId, change }: Requested, place: Place) {
  const own = tx.as(caller, operationId);
  const conversationId = place.conversation.id;
  try {
    const written = await batchItem(own, conversationId, () => apply(own, change, place));
    const context = written && knownContext(tx, { conversationId });
    return context && { ...context, message: written.message };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** Null, with nothing written, unless the change is as simple as `changeTogether` allows. */
async function apply(
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
  if (change.kind === "send") {
    if (tx.caller.actor.type === "user") return null; // a member's reply may assign the conversation
    return sendInto(tx, conversation, inbox, change.message);
  }
  const contact = contacts.get(conversation.contactId);
  const { message } = change;
  if (!contact || message.content === "") return null;
  if (!isAppendOnly({ conversation, inbox, contact, writer: contact }, policyOf(inbox))) return null;
  return appendMessage(tx, conversation, {
    ...message,
    kind: "message",
    direction: "in",
    sender: { type: "contact", id: contact.id, name: contact.name },
    tick: null,
  });
}
