import { callerOf, sendOrBegin } from "@/server/channels/places";
import type { Graph } from "@/server/channels/whatsapp/graph/graph";
import type { EchoedMessage } from "@/server/channels/whatsapp/webhook/notification";
import { sendMessage } from "@/server/commands/messages/send-message";
import { readOwnMessages } from "@/server/store/messages/provider-keys";
import { contentOf, factsOf, personOf, storeWithMedia, type WhatsappInbox } from "./store-message";

/**
 * Stores a message that the business has written in its WhatsApp app, once by Meta's id of it: as a message of ours that has left, so
 * nothing sends it again. Its statuses follow by that id. One that Tickline has sent is here already. A reaction of ours is not kept:
 * members see what customers do. Throws what `storeMessage` throws.
 */
export async function storeEcho(
  inbox: WhatsappInbox,
  message: EchoedMessage,
  { graph }: { graph: Graph },
): Promise<void> {
  if (message.reaction) return;
  const { accountId, inboxId, services } = inbox;
  const { id: sourceId, to: chatId } = message;
  const known = await readOwnMessages(services.database, accountId, { inboxId, chatId, sourceId });
  if (known.isKnown) return;
  await storeWithMedia(inbox, { message, graph }, async (fileIds) => {
    const send = async (conversationId: number) => {
      const sent = {
        conversation: { conversationId },
        content: contentOf(message),
        sourceId,
        sentAt: message.timestamp,
        ...factsOf(message),
        hasLeft: true,
        ...(fileIds.length > 0 && { fileIds }),
      };
      return (await services.run(sendMessage, callerOf(inbox), sent)).result;
    };
    return sendOrBegin(inbox, personOf(chatId), send);
  });
}
