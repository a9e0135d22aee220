import { type SendMessage, sendMessage } from "@/server/commands/messages/send-message";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { getMailRecipients } from "@/server/queries/messages/mail-recipients";
import { mail, openMailInbox } from "./mail-inbox";
import type { World } from "./world";

/** A conversation that a customer's mail with this header has begun. */
export async function openMailConversation(
  world: World,
  header: Record<string, string> = {},
  options?: { smtp: null },
) {
  const inbox = await openMailInbox(world, options);
  const first = await inbox.storeMessage(mail(header));
  const { admin } = inbox.tenant;
  const { conversationId } = first;
  const { conversation } = await getConversation(world.database, admin, { conversationId });
  const { displayId } = conversation;
  return {
    ...inbox,
    admin,
    first,
    displayId,
    recipients: async () => {
      const found = await getMailRecipients(world.database, admin, { displayId });
      if (!found) throw new Error("the inbox has mails");
      return found;
    },
    async send(input: Omit<SendMessage, "conversation">) {
      const sent = await world.run(sendMessage, admin, { conversation: { conversationId }, ...input });
      return inbox.findMessage(sent.result.message.id);
    },
  };
}
