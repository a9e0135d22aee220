import { buffer } from "node:stream/consumers";
import { mailInboxOf } from "@/server/channels/email/mail-inbox";
import type { EmailSettings } from "@/server/channels/email/settings";
import { replyAddress } from "@/server/channels/email/thread/reply-address";
import type { ChannelParts } from "@/server/channels/manifest";
import type { SendRequest } from "@/server/contract/channel/callback-body";
import type { MessageEmail } from "@/server/contract/message/message-email";
import { forAccount } from "@/server/store/_postgres/for-account";
import { findFile } from "@/server/store/files/find-file";
import { listMessageIds } from "@/server/store/messages/message-emails";
import { type ComposedAttachment, type Composition, composeMail } from "./compose-mail";

/** The newest mails of a conversation that a mail refers to. */
const REFERENCES_MAX = 50;

/** Of all files of a mail, in MiB. Mail servers take less; while it is sent a mail is in memory, encoded too. */
const FILES_MIB_MAX = 50;
const MIB = 1_024 * 1_024;

type Services = Pick<ChannelParts["services"], "database" | "files">;

/** Writes the mail of a message of ours, with its files, or refuses more than a mail can have. The same message makes the same mail but for the boundaries of its parts. */
export async function composeReply(
  services: Services,
  { accountId, message, inbox }: SendRequest,
  { email, settings }: { email: MessageEmail; settings: EmailSettings },
): Promise<Composition> {
  const database = forAccount(services.database, accountId);
  const { conversationId, number, content, createdAt, attachments = [] } = message;
  const mib = Math.ceil(attachments.reduce((sum, { bytes }) => sum + bytes, 0) / MIB);
  if (mib > FILES_MIB_MAX)
    return { refused: `The files have ${mib} MiB together. A mail can have ${FILES_MIB_MAX} MiB of files.` };
  const { address, replyKey } = mailInboxOf({ accountId, inbox, settings });
  return composeMail({
    ...email,
    bcc: email.bcc ?? [],
    references: await listMessageIds(database, accountId, {
      conversationId,
      beforeNumber: number,
      limit: REFERENCES_MAX,
    }),
    replyTo: settings.signedReplyAddress ? replyAddress(address, conversationId, replyKey) : null,
    text: content,
    signature: null, // a signature is part of the content
    attachments: await readAttachments({ ...services, database }, accountId, attachments),
    sentAt: new Date(createdAt),
    isAutomatic: message.sender.type === "bot",
  });
}

/** The bytes of a message's files. A file without bytes keeps the mail from being sent: it would be incomplete. */
async function readAttachments(
  { database, files }: Services,
  accountId: number,
  attachments: NonNullable<SendRequest["message"]["attachments"]>,
): Promise<ComposedAttachment[]> {
  const composed: ComposedAttachment[] = [];
  for (const { id, name, contentType } of attachments) {
    const file = await findFile(database, { accountId, id });
    if (file?.state !== "ready") throw new Error(`the file ${name} is not ready`);
    const content = await buffer(await files.read(file.key));
    composed.push({ name, contentType, content, contentId: file.contentId ?? null });
  }
  return composed;
}
