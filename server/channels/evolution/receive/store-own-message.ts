import { ensureGroup } from "@/server/channels/groups";
import { callerOf, isTrashed, sendOrBegin } from "@/server/channels/places";
import { whatsappText } from "@/server/channels/whatsapp/send/whatsapp-text";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { log } from "@/server/lib/process/log";
import { findChannelPlace } from "@/server/store/contacts/channel-places";
import { listDoubtfulSends, type OpenSend, readOwnMessages } from "@/server/store/messages/provider-keys";
import type { EvolutionInbox } from "./evolution-inbox";
import { groupOf } from "./places";
import { factsOf, type ReadMessage, storeWithMedia } from "./read-message";
import { storeStatuses } from "./store-statuses";

/** The message may be one of several that are not answered yet: Evolution API is to report it again. */
export class NotDecidedYet extends Error {
  override readonly name = "NotDecidedYet";
}

/**
 * Stores a message of ours that was written on the phone, or by another program at the same instance. One that Tickline sent is here
 * already: while the answer to its sending is missing, it is known by its text and chat.
 */
export async function storeOwnMessage(inbox: EvolutionInbox, read: ReadMessage): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const { message, chat } = read;
  const sourceId = message.key.id;
  const known = await readOwnMessages(services.database, accountId, {
    inboxId,
    chatId: chat.sourceId,
    sourceId,
  });
  if (!known.isKnown) {
    const candidates = known.open.filter((open) => isSame(open, read));
    if (candidates.some(({ isCalled }) => isCalled)) return; // the answer to its sending names it
    const [ours, ...others] = candidates;
    if (others.length > 0) throw new NotDecidedYet("several messages of ours may be this one");
    if (ours) return endDoubt(inbox, ours, read);
    if (await mayBeElsewhere(inbox, read)) throw new NotDecidedYet("its chat hides the number");
    await storeOthers(inbox, read);
  }
  await storeStatuses(inbox, [{ id: sourceId, fromMe: true, status: message.status ?? "" }]);
}

/**
 * Whether a message to somebody whom the inbox does not know, by an id that hides the number, may be one that is being sent: that one
 * names the number.
 */
async function mayBeElsewhere({ accountId, inboxId, services }: EvolutionInbox, read: ReadMessage) {
  const { chat } = read;
  if (chat.kind === "group" || chat.phone !== null) return false;
  if (await findChannelPlace(services.database, accountId, { inboxId, sourceId: chat.sourceId }))
    return false;
  const open = await listDoubtfulSends(services.database, accountId, inboxId);
  return open.some((one) => isSame(one, read));
}

/** Whether a message of ours is what was reported: it has the same text, and a file if that one has. */
const isSame = ({ texts, files }: OpenSend, { text, media }: ReadMessage): boolean =>
  texts.some((one) => whatsappText(one).trim() === text.trim()) && files > 0 === (media !== null);

async function endDoubt(
  inbox: EvolutionInbox,
  { messageId, attempt }: OpenSend,
  { message }: ReadMessage,
): Promise<void> {
  const { id: sourceId } = message.key;
  const { sentAt: at } = factsOf(message);
  const receipts = [{ messageId, attempt, sourceId, signal: "sent" as const, at, error: null }];
  await inbox.services.run(recordReceipts, callerOf(inbox), { receipts });
}

async function storeOthers(inbox: EvolutionInbox, read: ReadMessage): Promise<void> {
  const { message, chat, shown: content } = read;
  const sourceId = message.key.id;
  const { services } = inbox;
  await storeWithMedia(inbox, read, async (fileIds) => {
    const sent = {
      content,
      sourceId,
      ...factsOf(message),
      ...(read.location && { location: read.location }),
      hasLeft: true,
      ...(fileIds.length > 0 && { fileIds }),
    };
    const send = async (conversationId: number) =>
      (await services.run(sendMessage, callerOf(inbox), { ...sent, conversation: { conversationId } }))
        .result;
    return chat.kind === "group" ? sendToGroup(inbox, read, send) : sendOrBegin(inbox, chat, send);
  });
}

type Sent = { isRepeated?: boolean | undefined };

/** A group has one conversation: while that is in the trash, or once it was deleted, the message has no place. */
async function sendToGroup(
  inbox: EvolutionInbox,
  { message, chat }: ReadMessage,
  send: (conversationId: number) => Promise<Sent>,
): Promise<Sent> {
  try {
    const conversationId = await ensureGroup(inbox, groupOf(inbox, chat.sourceId));
    if (conversationId !== null) return await send(conversationId);
  } catch (error) {
    if (!isTrashed(error)) throw error;
  }
  log.warn({ inboxId: inbox.inboxId, sourceId: message.key.id }, "a message of a group has no place");
  return { isRepeated: true };
}
