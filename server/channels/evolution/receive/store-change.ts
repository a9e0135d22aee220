import { LRUCache } from "lru-cache";
import type { EvolutionMessage, MessageEdit } from "@/server/channels/evolution/webhook/envelope";
import { isKnownTime } from "@/server/channels/known-time";
import { isAwaited, MessageNotHere } from "@/server/channels/message-not-here";
import { isPassing } from "@/server/channels/passing-refusals";
import { callerOf, ensureContact } from "@/server/channels/places";
import { whatsappText } from "@/server/channels/whatsapp/send/whatsapp-text";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { recordReaction } from "@/server/commands/messages/record-reaction";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import { listKnownKeys } from "@/server/store/messages/provider-keys";
import { listChangedTexts } from "@/server/store/sends/message-changes";
import { type Chat, isInChat } from "./chat";
import type { EvolutionInbox } from "./evolution-inbox";
import { withNames } from "./mentions";
import { innerContent, mentionsIn, textOf } from "./message-content";
import { storable } from "./read-message";

/** `at`: when it was changed, as it is reported. */
type Changed = { sourceId: string; at: Date | null };

/** Stores that a message was edited, or deleted: WhatsApp reports both in the same way. */
export async function storeEdit(inbox: EvolutionInbox, edit: MessageEdit): Promise<void> {
  const { key, type, editedMessage, timestampMs } = edit;
  if (!isInChat(key)) return;
  const changed = { sourceId: key.id, at: timestampMs ? new Date(timestampMs) : null };
  if (type === "REVOKE" || type === 0) return storeDeletion(inbox, changed);
  const text = editedMessage ? textOf(innerContent(editedMessage)) : null;
  if (text === null) return; // the protocol has other messages of this form, such as timers
  if (await isEcho(inbox, key.id, text)) return;
  const content = storable(await withNames(inbox, text, mentionsIn({ message: editedMessage })));
  await change(inbox, changed, (messageId) =>
    inbox.services.run(editMessage, callerOf(inbox), { messageId, content, at: knownTime(changed.at) }),
  );
}

/** Whether an edit is one that Tickline made: after two quick ones, the report of the first is older than what is shown. */
async function isEcho({ accountId, inboxId, services }: EvolutionInbox, sourceId: string, text: string) {
  const texts = await listChangedTexts(services.database, accountId, { inboxId, sourceId });
  return texts.some((one) => whatsappText(one).trim() === text.trim());
}

/** Stores that a message was deleted for everybody. */
export const storeDeletion = (inbox: EvolutionInbox, changed: Changed): Promise<void> =>
  change(inbox, changed, (messageId) => inbox.services.run(deleteMessage, callerOf(inbox), { messageId }));

type Reacted = {
  message: EvolutionMessage;
  chat: Chat;
  reaction: { key: { id: string }; text?: string | null | undefined };
};

/** Stores a customer's reaction. Ours, which the phone sent, is not kept: members see what customers do. */
export async function storeReaction(
  inbox: EvolutionInbox,
  { message, chat, reaction }: Reacted,
): Promise<void> {
  if (message.key.fromMe) return;
  const { inboxId, services } = inbox;
  const { messageTimestamp, pushName } = message;
  const at = changedAt(inbox, { sourceId: message.key.id, at: messageTimestamp });
  const writer = chat.kind === "group" ? chat.writer : null;
  const member = writer ? { fromContactId: await ensureContact(inbox, writer, pushName) } : {};
  const named = { inboxId, sourceId: reaction.key.id };
  const reacted = { message: named, emoji: reaction.text || null, at, ...member };
  try {
    const { result } = await services.run(recordReaction, callerOf(inbox), reacted);
    if (!result && isAwaited(inbox, at)) throw new MessageNotHere("the message is not here yet");
  } catch (error) {
    if (!isRefusal(error) || isPassing(error)) throw error; // somebody who never wrote in the group
    log.info({ inboxId, reason: reasonOf(error) }, "a reaction on WhatsApp was not stored");
  }
}

const firstSeen = () =>
  shared("evolution changes without a time", () => new LRUCache<string, Date>({ max: 10_000 }));

const knownTime = (at: Date | null): Date | undefined => (at && isKnownTime(at) ? at : undefined);

/** When a change was made; one without a known time when it first came to this process: webhooks come in any order. */
function changedAt({ inboxId, services }: EvolutionInbox, { sourceId, at: reported }: Changed): Date {
  const known = knownTime(reported);
  if (known) return known;
  const key = `${inboxId} ${sourceId}`;
  const at = firstSeen().get(key) ?? services.now();
  firstSeen().set(key, at);
  return at;
}

async function change(
  inbox: EvolutionInbox,
  changed: Changed,
  apply: (messageId: number) => Promise<unknown>,
): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const { sourceId } = changed;
  const [known] = await listKnownKeys(services.database, accountId, { inboxId, sourceIds: [sourceId] });
  if (!known) {
    if (isAwaited(inbox, changedAt(inbox, changed)))
      throw new MessageNotHere("the message that was changed is not here yet");
    return;
  }
  try {
    await apply(known.messageId);
  } catch (error) {
    if (!isRefusal(error) || isPassing(error)) throw error; // it was deleted here, or its conversation is in the trash
    log.info({ inboxId, sourceId, reason: reasonOf(error) }, "a change on WhatsApp was not stored");
  }
}
