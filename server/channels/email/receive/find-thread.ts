import type { ReadMail } from "@/server/channels/email/read/mail";
import type { ThreadLookups } from "@/server/channels/email/thread/lookups";
import { threadOf } from "@/server/channels/email/thread/thread-of";
import { addressKey } from "@/server/domain/message/mail-recipients";
import type { Db } from "@/server/store/_postgres/db";
import { findConversation } from "@/server/store/conversations/conversation-places";
import { findMail, findMailOfSubject, findStartedBySender } from "@/server/store/messages/message-emails";

/** An e-mail inbox, as far as the assignment of mail needs it. */
export type MailInbox = { accountId: number; inboxId: number; address: string; replyKey: Uint8Array };

/** So many conversations of one sender, who wants answers at one address, within an hour are a flood: the newest of them gets what follows. */
const STARTED_MAX = 10;
const FLOOD_MS = 3_600_000;

/** The conversation of a mail from a customer; null: it begins one. */
export async function findThread(
  db: Db,
  inbox: MailInbox,
  { mail, sender, now }: { mail: ReadMail; sender: string; now: Date },
): Promise<number | null> {
  const recipients = [...mail.to, ...mail.cc].map(({ address }) => address);
  const replyTo = replyToOf({ sender, replyTo: mail.replyTo?.address ?? sender });
  const addressed = { from: sender, replyTo, recipients: [...recipients, ...mail.deliveredTo] };
  const threaded = { ...mail, ...addressed, date: now };
  const { conversationId } = await threadOf(threaded, lookupsOf(db, inbox), inbox);
  if (conversationId !== null) return conversationId;
  const since = new Date(now.getTime() - FLOOD_MS);
  const { accountId, inboxId } = inbox;
  const from = { sender: sender.toLowerCase(), replyTo: replyTo.toLowerCase() };
  const started = await findStartedBySender(db, accountId, { inboxId, ...from, since });
  return started.count >= STARTED_MAX ? started.conversationId : null;
}

const replyToOf = ({ sender, replyTo }: { sender: string; replyTo: string }): string =>
  addressKey(replyTo) === addressKey(sender) ? "" : replyTo;

/** More recipients of a mail are not looked up. */
const RECIPIENTS_MAX = 10;

/**
 * The conversation that a mail of ours, which another program sent, belongs to: that of the mail that it answers, or of its subject
 * and one of its recipients. Null: to none.
 */
export async function findAnswered(
  db: Db,
  inbox: MailInbox,
  { mail, now }: { mail: ReadMail; now: Date },
): Promise<number | null> {
  const lookups = lookupsOf(db, inbox);
  for (const { address } of [...mail.to, ...mail.cc].slice(0, RECIPIENTS_MAX)) {
    const threaded = { ...mail, from: address, replyTo: null, recipients: [], date: now };
    const { conversationId } = await threadOf(threaded, lookups, inbox);
    if (conversationId !== null) return conversationId;
  }
  return null;
}

const lookupsOf = (db: Db, { accountId, inboxId }: MailInbox): ThreadLookups => ({
  findConversation: (conversationId) => findConversation(db, accountId, conversationId),
  findByMessageIds: (mailMessageIds) => findMail(db, accountId, { inboxId, mailMessageIds }),
  findBySubject: (sender, subject, options) =>
    findMailOfSubject(db, accountId, { inboxId, sender, subject, ...options }),
});
