import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { receiveInGroup } from "@/server/channels/groups";
import { contactFields } from "@/server/channels/places";
import { receiveCustomer } from "@/server/channels/receive-customer";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { findReceivedBefore } from "@/server/store/messages/received-before";
import { type Chat, chatOf } from "./chat";
import type { EvolutionInbox } from "./evolution-inbox";
import { inOrder } from "./in-order";
import { withNames } from "./mentions";
import { contentOf, mentionsIn, reactionIn } from "./message-content";
import { knownChat, unitePerson } from "./people";
import { groupOf } from "./places";
import { factsOf, type ReadMessage, storable, storeWithMedia } from "./read-message";
import { storeReaction } from "./store-change";
import { storeOwnMessage } from "./store-own-message";

/**
 * Stores a message of a chat, once by WhatsApp's id of it: a customer's, or one of ours that was written on the phone or by another
 * program. Its file is fetched before, so that a process that stops in between leaves no message without its file. Throws
 * what the database throws.
 */
export async function storeMessage(inbox: EvolutionInbox, message: EvolutionMessage): Promise<void> {
  const named = chatOf(message.key, inbox.ownId);
  if (!named) return;
  const chat = message.key.fromMe ? await knownChat(inbox, named) : named;
  await inOrder(`${inbox.inboxId} ${chat.sourceId}`, async () => {
    await uniteSender(inbox, chat, message);
    const reaction = reactionIn(message);
    if (reaction) return storeReaction(inbox, { message, chat, reaction });
    const content = contentOf(message);
    if (!content) return;
    const text = storable(content.text);
    const shown = storable(await withNames(inbox, text, mentionsIn(message)));
    const read = { ...content, message, chat, text, shown };
    await (message.key.fromMe ? storeOwnMessage(inbox, read) : storeCustomers(inbox, read));
  });
}

/** Only what the other side wrote proves whose ids and name these are. */
async function uniteSender(inbox: EvolutionInbox, chat: Chat, message: EvolutionMessage): Promise<void> {
  const person = chat.kind === "group" ? chat.writer : chat;
  if (person && !message.key.fromMe) await unitePerson(inbox, person, message.pushName);
}

async function storeCustomers(inbox: EvolutionInbox, read: ReadMessage): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const { message, chat, shown } = read;
  const sourceId = message.key.id;
  const isStored = () => findReceivedBefore(services.database, accountId, { inboxId, sourceId });
  if ((chat.kind === "group" || read.media) && (await isStored())) return; // `receiveCustomer` looks up a person's text itself
  const now = services.now();
  await storeWithMedia(inbox, read, async (fileIds) => {
    const written = {
      content: shown,
      sourceId,
      ...factsOf(message),
      ...(read.location && { location: read.location }),
      ...(fileIds.length > 0 && { fileIds }),
    };
    const { pushName: profileName } = message;
    if (chat.kind === "group") {
      const group = groupOf(inbox, chat.sourceId);
      return receiveInGroup(inbox, { group, writer: chat.writer, profileName, written });
    }
    const from = { ...contactFields(chat, profileName), orExisting: true };
    return receiveCustomer(inbox, { ...written, from });
  });
  await markConnectionUsed(services.database, accountId, { inboxId, direction: "in", now });
}
