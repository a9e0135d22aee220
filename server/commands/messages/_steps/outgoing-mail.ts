import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MessageEmail, OutgoingEmail } from "@/server/contract/message/message-email";
import { hasMailHeaders, MAIL_CHANNELS } from "@/server/domain/inbox/channel";
import {
  answered,
  isInboxAddress,
  isOneOf,
  withoutDuplicates,
} from "@/server/domain/message/mail-recipients";
import { forwardSubject, normalisedSubject, replySubject } from "@/server/domain/message/mail-subject";
import { messageIdDomain } from "@/server/domain/message/message-id-domain";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { listMailAddresses } from "@/server/store/inboxes/mail-addresses";
import { findContactAddress, readLastMails } from "@/server/store/messages/message-emails";
import { keepMail } from "./stored-mails";

const sender = z.object({ address: z.string(), name: z.string().default(""), smtp: z.unknown().optional() });

type Place = { conversation: ConversationRow; inbox: InboxRow };
type Outgoing = {
  email: OutgoingEmail | undefined;
  /** The mail that it forwards, if it forwards one. */
  forwardedMail?: MessageEmail | null | undefined;
  /** It was sent by another way. */
  isSentAlready: boolean;
};

/**
 * The header of a message of ours in an inbox of mails; null in other inboxes, which refuse an address. Its Message-ID is fixed here,
 * for all attempts: a receiver drops a second copy. Refuses what could only fail: an inbox without SMTP, and a mail to nobody.
 */
export async function outgoingMail(
  tx: Tx,
  { conversation, inbox }: Place,
  { email: chosen, forwardedMail, isSentAlready }: Outgoing,
): Promise<MessageEmail | null> {
  if (!hasMailHeaders(inbox.channel)) {
    if (!chosen) return null;
    throw new Refusal("input.invalid", { field: "email", detail: "is only allowed in an email inbox" });
  }
  const { smtp, ...from } = sender.parse(inbox.settings);
  if (smtp == null && !isSentAlready) throw new Refusal("channel.receives_only", { field: "email" });
  refuseOwn(chosen, from.address);
  const lastMails = await readLastMails(tx, tx.caller.accountId, conversation.id);
  const { newest, received } = lastMails;
  // What goes to the inbox itself comes back, and counts as our own. Another inbox has it as a message.
  const to = chosen?.to
    ? addressed(chosen.to)
    : (await answeredBy(tx, conversation, received)).filter(
        ({ address }) => !isInboxAddress(address, from.address),
      );
  const all = withoutDuplicates({ to, cc: addressed(chosen?.cc), bcc: addressed(chosen?.bcc) });
  if (all.to.length + all.cc.length + all.bcc.length === 0 && !isSentAlready)
    throw new Refusal("message.no_recipient", { field: "email.to" });
  const forwards = chosen?.forwards;
  const answeredMail = forwards === undefined ? (received ?? newest) : forwardedMail;
  return {
    subject: chosen?.subject ?? subjectOf(conversation, { newest, forwards, forwardedMail }),
    from,
    to: [...all.to],
    cc: [...all.cc],
    ...(all.bcc.length > 0 && { bcc: [...all.bcc] }),
    messageId: `${randomUUID()}@${messageIdDomain(from.address)}`,
    inReplyTo: answeredMail?.messageId ?? null,
    ...(forwards !== undefined && { forwards }),
  };
}

type SubjectOf = { newest: MessageEmail | null; forwards: number | undefined } & Pick<
  Outgoing,
  "forwardedMail"
>;

function subjectOf({ subject }: ConversationRow, { newest, forwards, forwardedMail }: SubjectOf): string {
  if (forwards !== undefined) return forwardSubject(forwardedMail?.subject ?? subject ?? "");
  return newest ? replySubject(subject ?? newest.subject) : (subject ?? "");
}

/** A mail to the inbox itself would come back, and count as our own. */
function refuseOwn(chosen: OutgoingEmail | undefined, own: string): void {
  for (const field of ["to", "cc", "bcc"] as const)
    if (chosen?.[field]?.some(({ address }) => isInboxAddress(address, own)))
      throw new Refusal("input.invalid", { field: `email.${field}`, detail: "has the inbox's own address" });
}

/** Whom a reply goes to by default: whom the customer's newest mail wants answered, else the contact. */
async function answeredBy(
  tx: Tx,
  { contactId, contactInboxId }: ConversationRow,
  received: MessageEmail | null,
): Promise<readonly MessageEmail["from"][]> {
  const { accountId } = tx.caller;
  const customer = await findContactAddress(tx, accountId, { contactId, contactInboxId });
  if (!received) return customer ? [customer] : [];
  const isOwn = isOneOf(await listMailAddresses(tx, accountId, MAIL_CHANNELS));
  return answered(received, { isOwn, customer });
}

/** Stores the mail of a message that was just inserted, so that answers to it find the conversation. */
export const keepComposed = (tx: Tx, message: MessageRow, email: MessageEmail): Promise<unknown> =>
  keepMail(tx, message, {
    inboxId: message.inboxId,
    email,
    normalisedSubject: normalisedSubject(email.subject),
    content: message.content,
    wholeText: message.content,
    html: null,
    fileIds: [],
  });

const addressed = (all: OutgoingEmail["to"] = []): MessageEmail["to"] =>
  all.map(({ name = "", address }) => ({ name, address }));
