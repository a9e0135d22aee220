import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { isKnownTime } from "@/server/channels/known-time";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { MessageLocation } from "@/server/contract/message/channel-facts";
import { deleteUploads } from "@/server/files/receive-file";
import type { Chat } from "./chat";
import type { EvolutionInbox } from "./evolution-inbox";
import { fetchMedia } from "./fetch-media";
import { type MessageMedia, quotedIn } from "./message-content";

/** A message as it is stored. */
export type ReadMessage = {
  message: EvolutionMessage;
  chat: Chat;
  /** As WhatsApp has it. */
  text: string;
  /** With the names of those whom it mentions. */
  shown: string;
  media: MessageMedia | null;
  location: MessageLocation | null;
};

/** A text that Postgres stores, within the bounds of a message. */
export const storable = (text: string): string =>
  text.replaceAll("\0", "\ufffd").toWellFormed().slice(0, CONTENT_CHARS_MAX).toWellFormed();

/** When a message was sent, by WhatsApp, or now if that is unknown, and what it quotes. */
export function factsOf(message: EvolutionMessage): { sentAt: Date; inReplyTo?: { sourceId: string } } {
  const quoted = quotedIn(message);
  const { messageTimestamp } = message;
  const sentAt = isKnownTime(messageTimestamp) ? messageTimestamp : new Date();
  return { sentAt, ...(quoted && { inReplyTo: { sourceId: quoted } }) };
}

/** Fetches a message's file, stores the message with it by `store`, and deletes the file if that did not use it. */
export async function storeWithMedia(
  inbox: EvolutionInbox,
  { message, media }: Pick<ReadMessage, "message" | "media">,
  store: (fileIds: readonly number[]) => Promise<{ isRepeated?: boolean | undefined }>,
): Promise<void> {
  const { services, accountId } = inbox;
  const fileIds = media ? [await fetchMedia(inbox, { message, media })] : [];
  try {
    const { isRepeated } = await store(fileIds);
    if (isRepeated) await deleteUploads(services, { accountId }, fileIds);
  } catch (error) {
    await deleteUploads(services, { accountId }, fileIds);
    throw error;
  }
}
