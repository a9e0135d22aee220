import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { finding } from "@/server/contract/channel/channel-finding";
import { smtpFaultOf } from "@/server/lib/web/smtp-fault";
import { withMailbox, wordsOf } from "./imap/connect-mailbox";
import { LoginRefused } from "./imap/login-refused";
import { findSentFolder } from "./imap/sent-folder";
import { type ImapServer, mailServersOf, type SmtpServer } from "./mail-servers";
import type { EmailSettings } from "./settings";
import { probeSmtp } from "./smtp/deliver";

/** Both servers are probed at once, and a check has ten seconds. */
const WITHIN_MS = 9_000;
const TIMEOUTS = { connectMs: 8_000, answerMs: 8_000 };

/** Logs in to the mail servers of an inbox, and looks for the folders. */
export async function checkEmail({
  inbox,
  settings,
  keepRefreshToken: keep,
}: ConnectedInbox<EmailSettings>): Promise<ChannelFinding[]> {
  const { imap, smtp } = mailServersOf(settings, { inboxId: inbox.id, keep });
  const findings = await Promise.all([
    imap ? within("imap_failed", checkImap(imap)) : [finding("ok", "inbound_webhook")],
    smtp ? within("smtp_failed", checkSmtp(smtp)) : [finding("warning", "smtp_missing")],
  ]);
  return findings.flat();
}

async function checkImap(imap: ImapServer): Promise<ChannelFinding[]> {
  try {
    return await withMailbox(imap, async (client) => {
      await client.mailboxOpen(imap.folder, { readOnly: true });
      const sent = await findSentFolder(client, imap);
      if (sent !== null) await client.mailboxOpen(sent, { readOnly: true });
      return [finding("ok", "imap_connected", { folder: imap.folder }), sentFinding(sent)];
    });
  } catch (error) {
    const code = error instanceof LoginRefused ? "imap_login_refused" : "imap_failed";
    return [finding("error", code, { words: wordsOf(error) })];
  }
}

const sentFinding = (folder: string | null): ChannelFinding =>
  folder === null ? finding("warning", "sent_folder_missing") : finding("ok", "sent_folder", { folder });

async function checkSmtp(smtp: SmtpServer): Promise<ChannelFinding[]> {
  try {
    await probeSmtp(smtp, TIMEOUTS);
    return [finding("ok", "smtp_connected")];
  } catch (error) {
    const code = smtpFaultOf(error).status === 535 ? "smtp_login_refused" : "smtp_failed";
    return [finding("error", code, { words: smtpFaultOf(error).words })];
  }
}

/** The findings of one server, or that it gave none in time. */
async function within(
  failed: "imap_failed" | "smtp_failed",
  checked: Promise<ChannelFinding[]>,
): Promise<ChannelFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ChannelFinding[]>((resolve) => {
    const words = `no answer within ${WITHIN_MS} ms.`;
    timer = setTimeout(() => resolve([finding("error", failed, { words })]), WITHIN_MS);
  });
  return Promise.race([checked, late]).finally(() => clearTimeout(timer));
}
