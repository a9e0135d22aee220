import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { MessageLocation } from "@/server/contract/message/channel-facts";
import { deleteUploads } from "@/server/files/receive-file";
import type { Chat } from "./chat";
import type { EvolutionInbox } from "./evolution-inbox";
import { fetchMedia } from "./fetch-media";
import { type MessageMedia, quotedIn } from "./message-content";

/** For how long repetitions of the webhook are awaited when a file cannot be fetched; then its message is stored without it. */
const MEDIA_FOR_MS = 10 * 60_000;

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

/** When a message was sent, by WhatsApp, and what it quotes. */
export function factsOf(message: EvolutionMessage): { sentAt: Date; inReplyTo?: { sourceId: string } } {
  const quoted = quotedIn(message);
  return { sentAt: message.messageTimestamp, ...(quoted && { inReplyTo: { sourceId: quoted } }) };
}

/** Fetches a message's file, stores the message with it by `store`, and deletes the file if that did not use it. */
export async function storeWithMedia(
  { services, settings: access, accountId }: EvolutionInbox,
  { message, media }: Pick<ReadMessage, "message" | "media">,
  store: (fileIds: readonly number[]) => Promise<{ isRepeated?: boolean | undefined }>,
): Promise<void> {
  const isLast = services.now().getTime() - message.messageTimestamp.getTime() > MEDIA_FOR_MS;
  const fetching = { access, services, accountId };
  const fileIds = media ? [await fetchMedia(fetching, { message, media }, { isLast })] : [];
  try {
    const { isRepeated } = await store(fileIds);
    if (isRepeated) await deleteUploads(services, { accountId }, fileIds);
  } catch (error) {
    await deleteUploads(services, { accountId }, fileIds);
    throw error;
  }
}
