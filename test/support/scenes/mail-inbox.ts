import type { MailInbox } from "@/server/channels/email/receive/find-thread";
import { storeMail } from "@/server/channels/email/receive/store-mail";
import { storeSentMail } from "@/server/channels/email/receive/store-sent-mail";
import { createServices } from "@/server/commands/_run/services";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { findMessages } from "@/server/queries/messages/get-message";
import { createTenant, type World } from "./world";

export const MAIL_ADDRESS = "help@shop.example";
export const REPLY_KEY = Buffer.from("a key of the installation");

/** Settings of an inbox that is brought its mail, and sends none. */
export const BY_WEBHOOK = {
  address: MAIL_ADDRESS,
  inbound: "webhook",
  webhookSecret: "a secret of the webhook",
} as const;

/** A server that no test connects to. */
const SMTP = { host: "127.0.0.1", port: 1, tls: "none" } as const;

/** An inbox that mail arrives for. */
export async function openMailInbox(world: World, { smtp = SMTP }: { smtp?: object | null } = {}) {
  const tenant = await createTenant(world);
  const { result: inbox } = await world.run(createInbox, tenant.admin, {
    name: "Help",
    channel: "email",
    settings: { ...BY_WEBHOOK, ...(smtp && { smtp: { ...smtp } }) },
  });
  const { database, run, files } = world;
  const services = createServices({ database, now: () => world.clock.now, run, files });
  const { accountId } = tenant;
  const place: MailInbox = { accountId, inboxId: inbox.id, address: MAIL_ADDRESS, replyKey: REPLY_KEY };
  const findMessage = async (messageId: number) => {
    const [message] = await findMessages(database, tenant.admin, [messageId]);
    if (!message) throw new Error("the stored message is not found");
    return message;
  };
  const storedBy = (store: typeof storeMail) => async (raw: string) => {
    const stored = await store(services, place, Buffer.from(raw));
    if (stored.kind !== "stored") throw new Error(`the mail was ${stored.kind}`);
    return findMessage(stored.messageId);
  };
  return {
    tenant,
    inbox,
    services,
    place,
    findMessage,
    store: (raw: string) => storeMail(services, place, Buffer.from(raw)),
    storeMessage: storedBy(storeMail),
    storeSent: (raw: string) => storeSentMail(services, place, Buffer.from(raw)),
    storeSentMessage: storedBy(storeSentMail),
    count: async (table: "message" | "conversation" | "contact" | "file" | "send") =>
      (await database.query(`select 1 from ${table} where account_id = $1`, [accountId])).length,
  };
}

export type Header = Record<string, string>;

/** A customer's mail with these fields of its header. */
export const mail = (header: Header, text = "Where is it?"): string =>
  [
    ...Object.entries({
      From: "Ada Lovelace <Ada@mail.example>",
      To: MAIL_ADDRESS,
      Subject: "Order 7",
      "Message-ID": "<one@mail.example>",
      ...header,
    }).map(([name, value]) => `${name}: ${value}`),
    "",
    text,
  ].join("\r\n");
