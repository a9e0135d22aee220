import { readMail } from "@/server/channels/email/read/read-mail";
import type { ChannelParts } from "@/server/channels/manifest";
import { storeSentMail as storeSent } from "@/server/commands/messages/store-sent-mail";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { messageIdDomain } from "@/server/domain/message/message-id-domain";
import type { Db } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { findMemberByEmail } from "@/server/store/members/agents";
import { findMail } from "@/server/store/messages/message-emails";
import { findAnswered, type MailInbox } from "./find-thread";
import { storeWithFiles } from "./mail-files";
import { mailOfMessage, type SentMail } from "./mail-of-message";
import type { MailStored } from "./mail-stored";
import { isPurgedMail } from "./purged-mail";

type Services = ChannelParts["services"];

/**
 * Stores a mail of the folder of sent mail that another program sent, as a message of ours in the conversation that it belongs to.
 * One that belongs to none is ignored, as is one that we sent: its message is here.
 */
export async function storeSentMail(
  services: Services,
  inbox: MailInbox,
  raw: Uint8Array,
): Promise<MailStored> {
  const reading = await readMail(raw, { messageIdDomain: messageIdDomain(inbox.address) });
  if ("refused" in reading) return { kind: "refused", refusal: reading.refused };
  const { mail } = reading;
  const { kind, from } = mail;
  if (kind.type === "own") return { kind: "ignored", because: "own" };
  if (kind.type === "bounce" || kind.type === "read_receipt") return { kind: "ignored", because: "report" };
  if (!from) return { kind: "ignored", because: "no_sender" };
  const database = forAccount(services.database, inbox.accountId);
  return storeReadSent({ ...services, database }, inbox, { ...mail, from });
}

/** The same with a mail that was read. `services` show the inbox's account only. */
export async function storeReadSent(
  services: Services,
  inbox: MailInbox,
  mail: SentMail,
): Promise<MailStored> {
  const { database, now, run } = services;
  const { accountId, inboxId } = inbox;
  const [known, isPurged] = await Promise.all([
    findMail(database, accountId, { inboxId, mailMessageIds: [mail.messageId] }),
    isPurgedMail(database, inbox, mail),
  ]);
  if (known) return { kind: "stored", messageId: known.messageId, isRepeated: true };
  if (isPurged) return { kind: "ignored", because: "deleted" };
  const conversationId = await findAnswered(database, inbox, { mail, now: now() });
  if (conversationId === null) return { kind: "ignored", because: "no_conversation" };
  const caller = await authorOf(database, inbox, mail);
  const writtenAt = mail.sentAt && mail.sentAt < now() ? mail.sentAt : now();
  try {
    const { message, isRepeated = false } = await storeWithFiles(
      services,
      { uploader: caller, attachments: mail.attachments },
      async (fileIds) => {
        const sent = { ...mailOfMessage(mail, fileIds), inboxId, conversationId, writtenAt };
        return (await run(storeSent, caller, sent)).result;
      },
    );
    return { kind: "stored", messageId: message.id, isRepeated };
  } catch (error) {
    if (!isRefusal(error) || !GONE.has(error.refusal)) throw error;
    return { kind: "ignored", because: "no_conversation" };
  }
}

/** The conversation is in the trash, or gone. */
const GONE: ReadonlySet<string> = new Set(["conversation.trashed", "conversation.not_found"]);

/** The member with the sender's address who may see the inbox; else the system, under the sender's name. */
async function authorOf(
  database: Db,
  { accountId, inboxId }: MailInbox,
  { from: { name, address } }: SentMail,
): Promise<Caller> {
  const member = await findMemberByEmail(database, { accountId, inboxId, email: address });
  const system = systemCaller(accountId);
  return {
    ...system,
    actor: member ? { type: "user", ...member } : { ...system.actor, name: name || address },
  };
}
