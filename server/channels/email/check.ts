import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
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
    imap ? within("imap", "IMAP", checkImap(imap)) : [RECEIVES_BY_WEBHOOK],
    smtp ? within("smtp", "SMTP", checkSmtp(smtp)) : [RECEIVES_ONLY],
  ]);
  return findings.flat();
}

const RECEIVES_BY_WEBHOOK: ChannelFinding = {
  level: "ok",
  code: "inbound_webhook",
  message: "Mail arrives by webhook.",
};
const RECEIVES_ONLY: ChannelFinding = {
  level: "warning",
  code: "smtp_missing",
  message: "There is no SMTP server: the inbox only receives, and replies are refused.",
};

async function checkImap(imap: ImapServer): Promise<ChannelFinding[]> {
  try {
    return await withMailbox(imap, async (client) => {
      await client.mailboxOpen(imap.folder, { readOnly: true });
      const sent = await findSentFolder(client, imap);
      if (sent !== null) await client.mailboxOpen(sent, { readOnly: true });
      return [
        { level: "ok", code: "imap_connected", message: `The folder ${imap.folder} can be read.` },
        sentFinding(sent),
      ];
    });
  } catch (error) {
    const code = error instanceof LoginRefused ? "imap_login_refused" : "imap_failed";
    return [{ level: "error", code, message: `IMAP: ${wordsOf(error)}` }];
  }
}

const sentFinding = (folder: string | null): ChannelFinding =>
  folder === null
    ? { level: "warning", code: "sent_folder_missing", message: "The mailbox has no folder of sent mail." }
    : { level: "ok", code: "sent_folder", message: `Sent mail is kept in ${folder}.` };

async function checkSmtp(smtp: SmtpServer): Promise<ChannelFinding[]> {
  try {
    await probeSmtp(smtp, TIMEOUTS);
    return [{ level: "ok", code: "smtp_connected", message: "The SMTP server accepts mail of this inbox." }];
  } catch (error) {
    const code = smtpFaultOf(error).status === 535 ? "smtp_login_refused" : "smtp_failed";
    return [{ level: "error", code, message: `SMTP: ${smtpFaultOf(error).words}` }];
  }
}

/** The findings of one server, or that it gave none in time. */
async function within(
  kind: "imap" | "smtp",
  name: string,
  checked: Promise<ChannelFinding[]>,
): Promise<ChannelFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ChannelFinding[]>((resolve) => {
    const message = `${name}: no answer within ${WITHIN_MS} ms.`;
    timer = setTimeout(() => resolve([{ level: "error", code: `${kind}_failed`, message }]), WITHIN_MS);
  });
  return Promise.race([checked, late]).finally(() => clearTimeout(timer));
}
