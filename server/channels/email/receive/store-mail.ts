import type { MailRefusal } from "@/server/channels/email/read/mail";
import { repeatedMessageId } from "@/server/channels/email/read/message-ids";
import { readMail } from "@/server/channels/email/read/read-mail";
import type { ChannelParts } from "@/server/channels/manifest";
import { receiveMail } from "@/server/commands/messages/receive-mail";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isInboxAddress } from "@/server/domain/message/mail-recipients";
import { messageIdDomain } from "@/server/domain/message/message-id-domain";
import type { Db } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { findFirstMail, findMail } from "@/server/store/messages/message-emails";
import { findThread, type MailInbox } from "./find-thread";
import { storeWithFiles } from "./mail-files";
import { mailOfMessage, type SentMail } from "./mail-of-message";
import type { MailStored } from "./mail-stored";
import { isPurgedMail } from "./purged-mail";
import { storeReport } from "./store-report";
import { storeReadSent } from "./store-sent-mail";

type Services = ChannelParts["services"];

const NO_SENDER: MailRefusal = { code: "mail.no_sender", message: "The mail names no sender." };

/**
 * Stores a mail that arrived for an inbox, once by its Message-ID: contact, conversation, message and mail in one transaction, after
 * the bytes of its files. A report on a mail of ours becomes part of that message's history.
 */
export async function storeMail(services: Services, inbox: MailInbox, raw: Uint8Array): Promise<MailStored> {
  const within = { ...services, database: forAccount(services.database, inbox.accountId) };
  const reading = await readFor(within.database, inbox, raw);
  if ("refused" in reading) return { kind: "refused", refusal: reading.refused };
  const { mail } = reading;
  const { kind, from, sentAt } = mail;
  if (kind.type === "own") return { kind: "ignored", because: "own" };
  if (kind.type === "bounce" || kind.type === "read_receipt") {
    const reported = await storeReport(within, inbox, { report: kind, sentAt });
    return reported ? { kind: "reported", ...reported } : { kind: "ignored", because: "report" };
  }
  if (!from) return { kind: "refused", refusal: NO_SENDER };
  const received = { ...mail, from };
  if (isOwnCopy(received, inbox)) {
    const sent = await storeReadSent(within, inbox, received);
    if (sent.kind === "stored") return sent;
  }
  return storeRead(within, inbox, received);
}

/**
 * Whether a mail is a copy of one that somebody wrote from the inbox's address with another program, and sent to the inbox too. Forms of
 * websites write from that address as well, but to the inbox alone.
 */
const isOwnCopy = ({ from, to, cc, authentication, spam }: SentMail, { address }: MailInbox): boolean =>
  isInboxAddress(from.address, address) &&
  authentication.dmarc !== "fail" &&
  !spam.isSpam &&
  [...to, ...cc].some((recipient) => !isInboxAddress(recipient.address, address));

/**
 * A mail that the inbox has not sent is a mail like any other, whoever made its Message-ID: another inbox, or another installation with
 * an address of the same domain, as anybody has it at a provider of mailboxes.
 */
async function readFor(db: Db, { accountId, inboxId, address }: MailInbox, raw: Uint8Array) {
  const reading = await readMail(raw, { messageIdDomain: messageIdDomain(address) });
  if ("refused" in reading || reading.mail.kind.type !== "own") return reading;
  const { from, kind } = reading.mail;
  if (from && isInboxAddress(from.address, address)) return reading;
  const sent = await findMail(db, accountId, { inboxId, mailMessageIds: [kind.messageId] });
  return sent ? reading : readMail(raw, { messageIdDomain: "" });
}

/**
 * The mail under its Message-ID here, and the message that has it already. Some programs send all their mails with one Message-ID: a mail of
 * another date is another mail.
 */
async function identify(db: Db, { accountId, inboxId }: MailInbox, mail: SentMail) {
  const { messageId, sentAt } = mail;
  const first = await findFirstMail(db, accountId, { inboxId, mailMessageId: messageId });
  const isOther = first?.sentAt && sentAt && first.sentAt.getTime() !== sentAt.getTime();
  if (!isOther) return { mail, known: first };
  const own = { ...mail, messageId: repeatedMessageId(messageId, sentAt) };
  return { mail: own, known: await findMail(db, accountId, { inboxId, mailMessageIds: [own.messageId] }) };
}

async function storeRead(services: Services, inbox: MailInbox, read: SentMail): Promise<MailStored> {
  const { database, now, run } = services;
  const { accountId, inboxId } = inbox;
  const [{ mail, known }, isPurged] = await Promise.all([
    identify(database, inbox, read),
    isPurgedMail(database, inbox, read),
  ]);
  if (isPurged && !known) return { kind: "ignored", because: "deleted" };
  if (known) return { kind: "stored", messageId: known.messageId, isRepeated: true };
  const sender = mail.from.address;
  const conversationId = await findThread(database, inbox, { mail, sender, now: now() });
  const caller = systemCaller(accountId);
  const { attachments } = mail;
  const { message, isRepeated = false } = await storeWithFiles(
    services,
    { uploader: caller, attachments },
    async (fileIds) => {
      const received = { ...mailOfMessage(mail, fileIds), inboxId, conversationId };
      return (await run(receiveMail, caller, received)).result;
    },
  );
  return { kind: "stored", messageId: message.id, isRepeated };
}
