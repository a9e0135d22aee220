import { onTestFinished } from "vitest";
import { openMailboxes } from "@/server/channels/email/receive/lease-mailboxes";
import { openEmailSender } from "@/server/channels/email/sender";
import type { ImapSettings } from "@/server/channels/email/settings";
import { createServices } from "@/server/commands/_run/services";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { attributes } from "@/server/contract/_shared/primitives";
import { log } from "@/server/lib/process/log";
import { findMessages } from "@/server/queries/messages/get-message";
import { readChannelHealth } from "@/server/store/inboxes/channel-health";
import type { SendScene } from "./send-scene";
import { createTenant } from "./world";

/** An e-mail inbox whose mailbox is followed, and whose messages are sent. */
export async function openEmailInbox(scene: SendScene, { imap, smtp }: { imap: ImapSettings; smtp: object }) {
  const { world } = scene;
  const tenant = await createTenant(world);
  const { accountId, admin } = tenant;
  const services = createServices({
    database: world.database,
    now: () => new Date(),
    run: world.run,
    files: world.files,
  });
  const settings = attributes.parse({ address: "help@shop.example", name: "Shop", imap, smtp });
  const inbox = (await world.run(createInbox, admin, { name: "Help", channel: "email", settings })).result;
  const mailboxes = openMailboxes({ services, log, lookMs: 200 });
  onTestFinished(mailboxes.close);
  const { sender } = openEmailSender({ services, log, timeouts: { connectMs: 5_000, answerMs: 1_000 } });
  const loop = scene.start({ sender });
  onTestFinished(() => loop.stop());
  const messages = async (): Promise<MessageDto[]> => {
    const ids = await world.database.query<{ id: number }>(
      "select id from message where account_id = $1 and kind = 'message' order by id",
      [accountId],
    );
    return findMessages(
      world.database,
      admin,
      ids.map(({ id }) => id),
    );
  };
  return {
    tenant,
    inbox,
    messages,
    health: async () => (await readChannelHealth(world.database, accountId, inbox.id)).connection,
    isRead: async () =>
      (await world.database.query("select 1 from mailbox_cursor where account_id = $1", [accountId]))
        .length === 2,
    async send(input: Omit<Parameters<typeof sendMessage>[1], "conversation"> & { conversationId: number }) {
      const { conversationId, ...message } = input;
      const sent = await world.run(sendMessage, admin, { conversation: { conversationId }, ...message });
      loop.wake();
      return sent.result.message.id;
    },
  };
}
