import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MessageEmail, OutgoingEmail } from "@/server/contract/message/message-email";
import { hasMailHeaders } from "@/server/domain/inbox/channel";
import { normalisedSubject, replySubject } from "@/server/domain/message/mail-subject";
import { messageIdDomain } from "@/server/domain/message/message-id-domain";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { findContactAddress, readLastMails } from "@/server/store/messages/message-emails";
import { keepMail } from "./stored-mails";

const sender = z.object({ address: z.string(), name: z.string().default("") });

/**
 * The header of a message of ours in an inbox of mails; null in other inboxes, which refuse an address. Its Message-ID is fixed here,
 * for all attempts: a receiver drops a second copy. A conversation without a known address has no recipient: sending it fails with that reason.
 */
export async function outgoingMail(
  tx: Tx,
  { conversation, inbox }: { conversation: ConversationRow; inbox: InboxRow },
  chosen: OutgoingEmail | undefined,
): Promise<MessageEmail | null> {
  if (!hasMailHeaders(inbox.channel)) {
    if (!chosen) return null;
    throw new Refusal("input.invalid", { field: "email", detail: "is only allowed in an email inbox" });
  }
  const { subject } = conversation;
  const from = sender.parse(inbox.settings);
  const { newest, received } = await readLastMails(tx, conversation.id);
  const to = chosen?.to ? addressed(chosen.to) : await recipientsOf(tx, conversation, received);
  const bcc = addressed(chosen?.bcc);
  return {
    subject: chosen?.subject ?? (newest ? replySubject(subject ?? newest.subject) : (subject ?? "")),
    from,
    to,
    cc: addressed(chosen?.cc),
    ...(bcc.length > 0 && { bcc }),
    messageId: `${randomUUID()}@${messageIdDomain(from.address)}`,
    inReplyTo: (received ?? newest)?.messageId ?? null,
  };
}

async function recipientsOf(
  tx: Tx,
  { contactId, contactInboxId }: ConversationRow,
  received: MessageEmail | null,
): Promise<MessageEmail["to"]> {
  if (received) return [received.from];
  const address = await findContactAddress(tx, { contactId, contactInboxId });
  return address ? [address] : [];
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
