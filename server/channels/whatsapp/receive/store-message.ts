import { receiveInGroup } from "@/server/channels/groups";
import { isAwaited, MessageNotHere } from "@/server/channels/message-not-here";
import {
  type ChannelInbox,
  callerOf,
  contactFields,
  ensureContact,
  type Person,
} from "@/server/channels/places";
import { receiveCustomer } from "@/server/channels/receive-customer";
import type { Graph } from "@/server/channels/whatsapp/graph/graph";
import type { WhatsappSettings } from "@/server/channels/whatsapp/settings";
import type { IncomingMessage } from "@/server/channels/whatsapp/webhook/notification";
import type { ReceiveFrom } from "@/server/commands/messages/receive-from";
import { recordReaction } from "@/server/commands/messages/record-reaction";
import { CONTENT_CHARS_MAX, LOCATION_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { BY_PROVIDER } from "@/server/contract/message/channel-facts";
import { deleteUploads } from "@/server/files/receive-file";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { storableText } from "@/server/lib/storable-text";
import { findReceivedBefore } from "@/server/store/messages/received-before";
import { fetchMedia } from "./fetch-media";
import { groupOf } from "./group";
import { mediaOf, textOf } from "./message-text";

/** An inbox that a webhook is about. */
export type WhatsappInbox = ChannelInbox & { settings: WhatsappSettings };

/**
 * Stores a customer's message, once by Meta's id of it. Its file is fetched before, so that a process that stops in between leaves
 * no message without its file: Meta repeats the webhook. Throws what the database throws.
 */
export async function storeMessage(
  inbox: WhatsappInbox,
  message: IncomingMessage,
  { graph, profileName }: { graph: Graph; profileName: string | undefined },
): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const sourceId = message.id;
  const isStored = () => findReceivedBefore(services.database, accountId, { inboxId, sourceId });
  const { group_id: groupId } = message;
  if ((groupId || mediaOf(message)) && (await isStored())) return; // its file is not fetched again
  if (message.reaction) return storeReaction(inbox, { ...message, reaction: message.reaction }, profileName);
  const writer = personOf(message.from);
  await storeWithMedia(inbox, { message, graph }, (fileIds) => {
    const written = {
      content: contentOf(message),
      sourceId,
      sentAt: message.timestamp,
      ...factsOf(message),
      ...(message.type === "system" && { contentAttributes: { [BY_PROVIDER]: true } }),
      ...(fileIds.length > 0 && { fileIds }),
    };
    if (groupId) {
      const group = groupOf(groupId, graph, inbox.settings);
      return receiveInGroup(inbox, { group, writer, profileName, written });
    }
    return receiveCustomer(inbox, {
      from: { ...contactFields(writer, profileName), orExisting: true },
      ...written,
    });
  });
}

/** Fetches a message's file, stores the message with it by `store`, and deletes the file if that did not use it. */
export async function storeWithMedia(
  { services, settings: access, accountId, inboxId }: WhatsappInbox,
  { message, graph }: { message: IncomingMessage; graph: Graph },
  store: (fileIds: readonly number[]) => Promise<{ isRepeated?: boolean | undefined }>,
): Promise<void> {
  const media = mediaOf(message);
  const receiving = { graph, access, services, accountId, inboxId };
  const fileIds = media ? [await fetchMedia(receiving, media)] : [];
  try {
    const { isRepeated } = await store(fileIds);
    if (isRepeated) await deleteUploads(services, { accountId }, fileIds);
  } catch (error) {
    await deleteUploads(services, { accountId }, fileIds);
    throw error;
  }
}

type Reacted = IncomingMessage & { reaction: NonNullable<IncomingMessage["reaction"]> };

/**
 * Stores a reaction at the message that it is about. One about a message that is not known here, as from before the inbox, is left out:
 * it is nothing that anybody could answer. Throws `MessageNotHere`.
 */
async function storeReaction(
  inbox: WhatsappInbox,
  { reaction, timestamp: at, from, group_id: groupId }: Reacted,
  profileName: string | undefined,
): Promise<void> {
  const { inboxId, services } = inbox;
  const member = groupId ? { fromContactId: await ensureContact(inbox, personOf(from), profileName) } : {};
  const reacted = {
    message: { inboxId, sourceId: reaction.message_id },
    emoji: reaction.emoji ? storableText(reaction.emoji.slice(0, EMOJI_CHARS_MAX)) : null,
    at,
    ...member,
  };
  try {
    const { result } = await services.run(recordReaction, callerOf(inbox), reacted);
    if (result) return;
    if (isAwaited(inbox, at)) throw new MessageNotHere("the message of a reaction is not here yet");
    log.info({ inboxId }, "a reaction on WhatsApp is about an unknown message");
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "conversation_member.not_found") throw error;
    log.info({ inboxId, reason: reasonOf(error) }, "a reaction on WhatsApp was not stored"); // they never wrote in the group
  }
}

/** An emoji of several people and skins has at most so many. */
const EMOJI_CHARS_MAX = 50;

/** What a message quotes, and the place that it is about. */
export function factsOf({ context, location }: IncomingMessage): Pick<ReceiveFrom, "inReplyTo" | "location"> {
  const quoted = context?.id;
  return {
    ...(quoted && { inReplyTo: { sourceId: storableText(quoted) } }),
    ...(location && { location: placeOf(location) }),
  };
}

const placeOf = ({
  latitude,
  longitude,
  name: title,
  address,
}: NonNullable<IncomingMessage["location"]>) => ({
  latitude,
  longitude,
  name: title ? storableText(title.slice(0, LOCATION_CHARS_MAX)) : null,
  ...(address && { address: storableText(address.slice(0, LOCATION_CHARS_MAX)) }),
});

/** A text that Postgres stores, within the bounds of a message. */
export const contentOf = (message: IncomingMessage): string =>
  storableText(textOf(message).slice(0, CONTENT_CHARS_MAX));

/** A customer by Meta's id of them: a person's is their number, without a plus. */
export const personOf = (id: string): Person => ({
  sourceId: id,
  phone: /^\d{5,15}$/.test(id) ? `+${id}` : null,
});
