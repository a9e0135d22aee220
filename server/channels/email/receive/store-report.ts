import type { ReadMail } from "@/server/channels/email/read/mail";
import type { ChannelParts } from "@/server/channels/manifest";
import { recordMailReport } from "@/server/commands/receipts/record-mail-report";
import { systemCaller } from "@/server/contract/_shared/caller";
import { findMessages } from "@/server/queries/messages/get-message";
import { findMail } from "@/server/store/messages/message-emails";
import type { MailInbox } from "./find-thread";
import { type MailReport, reportLines } from "./report-lines";

/**
 * Records a report on the mail of ours that it names, and returns that mail's message; null: the inbox has sent no such mail.
 * Nobody else knows the Message-IDs of an inbox's mails than their recipients, so the report's sender is not examined.
 */
export async function storeReport(
  { database, run, now }: Pick<ChannelParts["services"], "database" | "run" | "now">,
  { accountId, inboxId }: MailInbox,
  { report, sentAt }: { report: MailReport } & Pick<ReadMail, "sentAt">,
): Promise<{ messageId: number } | null> {
  const { originalMessageId: mailMessageId } = report;
  if (mailMessageId === null) return null;
  const found = await findMail(database, accountId, { inboxId, mailMessageIds: [mailMessageId] });
  const caller = systemCaller(accountId);
  const [message] = found ? await findMessages(database, caller, [found.messageId]) : [];
  if (message?.direction !== "out" || !message.email) return null;
  const { id: messageId, email } = message;
  const lines = reportLines(report, email);
  await run(recordMailReport, caller, { inboxId, messageId, mailMessageId, at: sentAt ?? now(), lines });
  return { messageId };
}
