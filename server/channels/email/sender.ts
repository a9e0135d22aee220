import type { Logger } from "pino";
import { type ChannelParts, OUTDATED_SETTINGS } from "@/server/channels/manifest";
import { recordMailReport } from "@/server/commands/receipts/record-mail-report";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Sender, SendRequest, SendResult } from "@/server/contract/channel/callback-body";
import type { MessageEmail } from "@/server/contract/message/message-email";
import type { SendOutcome } from "@/server/domain/send/send";
import { forAccount } from "@/server/store/_postgres/for-account";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { keepRefreshToken } from "@/server/store/inboxes/refresh-token";
import { listAttempts } from "@/server/store/messages/attempts";
import { wordsOf } from "./imap/connect-mailbox";
import { createLateCopies, type LateCopies } from "./imap/late-copies";
import { isInSent, keepInSent } from "./imap/sent-folder";
import { type ImapServer, mailServersOf } from "./mail-servers";
import { reportLines } from "./receive/report-lines";
import { type EmailSettings, emailSettings } from "./settings";
import { deliver, type OutgoingMail, type SmtpTimeouts } from "./smtp/deliver";
import type { RefusedRecipient } from "./smtp/smtp-outcome";
import { composeReply } from "./write/compose-reply";

type Opening = Pick<ChannelParts, "services" | "log"> & { timeouts?: SmtpTimeouts; copies?: LateCopies };
type Parts = Opening & { copies: LateCopies };

/**
 * Sends messages as mails, each once. A mail whose last answer is missing is looked for in the folder of sent mail, by the
 * Message-ID that was fixed before the try; where it is not found it may have left all the same, and is not sent again.
 */
export function openEmailSender(opening: Opening): { sender: Sender; close(): void } {
  const { copies = createLateCopies() } = opening;
  const parts = { ...opening, copies };
  return {
    sender: {
      send: (request) => timed(() => sendMail(parts, request)),
      lookUp: (request) => timed(() => lookUp(parts, request)),
    },
    close: copies.close,
  };
}

type Tried = { outcome: SendOutcome; address: string | null };

/** Where `work` throws, nothing was sent: what follows a delivery does not throw. */
async function timed(work: () => Promise<Tried>): Promise<SendResult> {
  const began = performance.now();
  const { outcome, address } = await work().catch((error: unknown): Tried => {
    const reason = wordsOf(error);
    return { outcome: { kind: "not_sent", reason, retryAfterMs: null }, address: null };
  });
  return { outcome, address, durationMs: Math.round(performance.now() - began), status: null };
}

const refused = (error: string): Tried => ({ outcome: { kind: "refused", error }, address: null });

const RECEIVES_ONLY = "The inbox has no SMTP server: it only receives.";
const NO_MAIL = "The message is no mail: it was written before its inbox sent mails.";

async function sendMail(parts: Parts, request: SendRequest): Promise<Tried> {
  const read = emailSettings.safeParse(request.settings);
  if (!read.success) return refused(OUTDATED_SETTINGS);
  const { imap, smtp } = serversOf(parts, request, read.data);
  const { email } = request.message;
  if (!smtp) return refused(RECEIVES_ONLY);
  if (!email) return refused(NO_MAIL);
  const composed = await composeReply(parts.services, request, { email, settings: read.data });
  if ("refused" in composed) return refused(composed.refused);
  const { outcome, address, refusedRecipients } = await deliver(smtp, composed.mail, parts.timeouts);
  if (outcome.kind === "ambiguous") return { ...(await lookUp(parts, request)), address };
  if (outcome.kind !== "accepted") return { outcome, address };
  await afterDelivery(parts, request, { mail: composed.mail, email, refusedRecipients, imap });
  return { outcome: { ...outcome, sourceId: email.messageId }, address };
}

/** The request's mail servers. A refresh token that replaces that of the settings is stored. */
const serversOf = (
  { services }: Parts,
  { accountId, inbox: { id: inboxId } }: SendRequest,
  settings: EmailSettings,
) => {
  const keep = keepRefreshToken(forAccount(services.database, accountId), accountId, inboxId);
  return mailServersOf(settings, { inboxId, keep });
};

type Delivered = {
  mail: OutgoingMail;
  email: MessageEmail;
  refusedRecipients: readonly RefusedRecipient[];
  imap: ImapServer | undefined;
};

/** Notes the delivery and keeps a copy of the mail. Its faults are logged: the mail has left. */
async function afterDelivery(parts: Parts, request: SendRequest, delivered: Delivered): Promise<void> {
  const { services, log, copies } = parts;
  const { accountId, inbox } = request;
  const { mail, imap } = delivered;
  const { messageId } = delivered.email;
  const inboxId = inbox.id;
  const database = forAccount(services.database, accountId);
  const marked = markConnectionUsed(database, accountId, { inboxId, direction: "out", now: services.now() });
  const context = { accountId, inboxId, messageId };
  const { raw } = mail;
  const put = async () => (imap ? keepInSent(imap, { messageId, raw }) : null);
  const onLost = logged(log, context, "a sent mail was not put into the folder of sent mail");
  await Promise.all([
    marked.catch(logged(log, context, "the delivery of a mail was not noted")),
    put().catch((error: unknown) => copies.add({ inboxId, bytes: raw.byteLength, put, onLost }, error)),
    noteRefused(parts, request, delivered).catch(
      logged(log, context, "recipients whom the server refused were not noted"),
    ),
  ]);
}

/** Recipients whom the server refused while others get the mail count as if a report had come back of them. */
async function noteRefused(
  { services: { run, now } }: Parts,
  { accountId, inbox, message }: SendRequest,
  { email, refusedRecipients }: Pick<Delivered, "email" | "refusedRecipients">,
): Promise<void> {
  if (refusedRecipients.length === 0) return;
  const { messageId: mailMessageId } = email;
  const recipients = refusedRecipients.map(({ address, words }) => ({
    address,
    action: "failed" as const,
    status: null,
    diagnostic: words,
  }));
  const lines = reportLines({ type: "bounce", recipients, originalMessageId: mailMessageId }, email);
  const report = { inboxId: inbox.id, messageId: message.id, mailMessageId, at: now(), lines };
  await run(recordMailReport, systemCaller(accountId), report);
}

const logged = (log: Logger, context: object, failure: string) => (error: unknown) =>
  log.warn({ ...context, err: error }, failure);

const UNKNOWN: SendOutcome = {
  kind: "ambiguous",
  reason: "The mail server gave no answer, and the mail is not in the folder of sent mail.",
  isFinal: true,
};

/**
 * A mail in the folder of sent mail has left, unless an earlier attempt put it there; one that is not there may have. While the folder
 * cannot be read, it is tried again.
 */
async function lookUp(parts: Parts, request: SendRequest): Promise<Tried> {
  const { email } = request.message;
  const read = emailSettings.safeParse(request.settings);
  const imap = read.success ? serversOf(parts, request, read.data).imap : undefined;
  if (!imap || !email) return { outcome: UNKNOWN, address: null };
  const found = await isOfThisAttempt(parts, request, { imap, email }).catch(wordsOf);
  if (typeof found === "string") return { outcome: { kind: "ambiguous", reason: found }, address: null };
  if (!found) return { outcome: UNKNOWN, address: null };
  return { outcome: { kind: "accepted", sourceId: email.messageId, status: "sent" }, address: null };
}

/** Whether the folder of sent mail has the mail by this attempt. An earlier one that was accepted is known by the same Message-ID. */
async function isOfThisAttempt(
  { services: { database } }: Parts,
  { accountId, message, attempt }: SendRequest,
  { imap, email: { messageId } }: { imap: ImapServer; email: MessageEmail },
): Promise<boolean> {
  const attempts = await listAttempts(forAccount(database, accountId), accountId, [message.id]);
  const hadLeft = attempts.some(({ number, sourceId }) => number < attempt && sourceId === messageId);
  return !hadLeft && isInSent(imap, messageId);
}
