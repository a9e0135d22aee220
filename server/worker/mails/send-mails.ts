import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { queueDigest } from "@/server/commands/members/notifications";
import { systemCaller } from "@/server/contract/_shared/caller";
import { pathOfAlert } from "@/server/contract/alert/alert-path";
import { LINK_HOURS } from "@/server/contract/member/constants";
import { isQuiet } from "@/server/domain/member/notification-delivery";
import type { Env } from "@/server/lib/env/env";
import { isDatabaseOut } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { baseUrlFrom } from "@/server/lib/web/base-url";
import { type Mail, type Mailer, openMailer } from "@/server/lib/web/mailer";
import { refusesMail, smtpFaultOf } from "@/server/lib/web/smtp-fault";
import type { Database } from "@/server/store/_postgres/db";
import { claimMails, type DueMail } from "@/server/store/members/claim-mails";
import { type Settled, settleMail } from "@/server/store/members/mails";
import { readTranscript } from "@/server/store/messages/system-messages";
import { type DueDigest, listDueDigests, readMissed } from "@/server/store/push/digests";
import { readNotificationSettings, unsubscribeToken } from "@/server/store/push/notification-settings";
import { alertText } from "./alert-text";
import { digestText } from "./digest-text";
import { mailText, transcriptText } from "./mail-text";

export type Mailing = {
  database: Database;
  now: () => Date;
  log: Pick<Logger, "error">;
  mailer: Mailer;
  /** Tickline's public URL. */
  baseUrl: string;
};

const BATCH = 5;
/**
 * The delay before each further try. After the last one a mail that the server refuses is given up; while no server takes any, it
 * is tried at that distance until nobody needs it.
 */
const RETRY_SECONDS = [10, 60, 300, 1_800, 7_200];
const MAX_RETRY_SECONDS = 7_200;
const ERROR_CHARS = 500;
/** For how long a mail is of use: mails may be configured, or the mail server repaired, in between. */
const HOURS: Readonly<Record<DueMail["about"]["kind"], number>> = {
  ...LINK_HOURS,
  alert: 24,
  transcript: 72,
  digest: 72,
};

/** Sends the due mails. Any number of processes may do it. After a kill a mail may be sent twice, but is never lost. */
export async function sendMails(mailing: Mailing, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted) {
    const due = await claimMails(mailing.database, { now: mailing.now(), limit: BATCH });
    await Promise.all(due.map((mail) => sendOne(mailing, mail)));
    if (due.length < BATCH) return;
  }
}

async function sendOne(mailing: Mailing, mail: DueMail): Promise<void> {
  await settleMail(mailing.database, mail, await trySend(mailing, mail));
}

async function trySend(mailing: Mailing, mail: DueMail): Promise<Settled> {
  const { database, mailer, baseUrl, now } = mailing;
  const { recipient } = mail;
  const isTranscript = mail.about.kind === "transcript";
  const { name, address } = isTranscript
    ? { name: "", address: recipient }
    : { name: mail.name, address: mail.email };
  let text: Letter;
  try {
    text = await letterOf(mail, { database, baseUrl, now: now() });
  } catch (error) {
    if (isDatabaseOut(error)) throw error; // a broken connection to the mail server has the same codes
    return failed(mailing, mail, { error, message: "a mail could not be written", isFinal: true });
  }
  if ("error" in text) return { ...text, dueAt: null };
  try {
    await mailer.send({ id: idOf(mail), to: { name, address }, ...text });
    return { sentAt: now() };
  } catch (error) {
    const fault = smtpFaultOf(error);
    const isFinal = refusesMail(fault) && (fault.status ?? 0) >= 500;
    return failed(mailing, mail, { error, message: "the mail server did not accept a mail", isFinal });
  }
}

/** The same for all tries of a mail; a newer one with its key has another. */
function idOf({
  accountId,
  userId,
  alertId,
  conversationId,
  recipient,
  isDigest,
  createdAt,
}: DueMail): string {
  const key = [accountId, userId, alertId, conversationId, recipient, isDigest, createdAt];
  return createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 32);
}

/** Logs why a try failed; the mail is tried again later, while it is of use. `isFinal`: while it has tries left, too. */
function failed(
  { now, log }: Mailing,
  mail: DueMail,
  { error, message, isFinal }: { error: unknown; message: string; isFinal: boolean },
): Settled {
  const { userId, tries } = mail;
  const reason = reasonOf(error).slice(0, ERROR_CHARS);
  log.error({ reason, userId, tries }, message);
  const seconds = RETRY_SECONDS[tries - 1] ?? (isFinal ? Number.POSITIVE_INFINITY : MAX_RETRY_SECONDS);
  const dueAt = now().getTime() + seconds * 1000;
  return { error: reason, dueAt: dueAt < expiryOf(mail) ? new Date(dueAt) : null };
}

/** When a mail is of no use any more, in milliseconds since 1970. */
const expiryOf = ({ about, createdAt }: DueMail): number =>
  createdAt.getTime() + HOURS[about.kind] * 3_600_000;

type Letter = Omit<Mail, "to" | "id"> | { error: string };
type Writing = { database: Database; baseUrl: string; now: Date };

/** What to write, or why the mail has become useless. */
async function letterOf(mail: DueMail, { database, baseUrl, now }: Writing): Promise<Letter> {
  if (mail.about.kind === "transcript") return transcriptOf(database, mail, now);
  if (mail.about.kind === "digest") return digestOf(database, mail, baseUrl);
  return textOf(mail, { baseUrl, now });
}

/** What to write, or why not. */
async function digestOf(
  database: Database,
  { accountId, userId, createdAt, locale, name, account }: DueMail,
  baseUrl: string,
): Promise<Letter> {
  const settings = await readNotificationSettings(database, { accountId, userId });
  if (settings.digestMinutes === 0) return { error: "the member turned these mails off" };
  const missed = await readMissed(database, { accountId, userId, at: createdAt, settings });
  if (missed.length === 0) return { error: "everything was read meanwhile" };
  const unsubscribeUrl = new URL(`/api/unsubscribe/${unsubscribeToken({ accountId, userId })}`, baseUrl).href;
  return { ...digestText(locale, missed, { name, account, baseUrl, unsubscribeUrl }), unsubscribeUrl };
}

/** What to write, or why not. */
async function transcriptOf(
  database: Database,
  { accountId, conversationId, locale, maySeeConversation }: DueMail,
  now: Date,
): Promise<Letter> {
  if (!maySeeConversation) return { error: "the member may no longer see the conversation" };
  const transcript = await readTranscript(database, { accountId, conversationId, now });
  return transcript ? transcriptText(locale, transcript) : { error: "the conversation was deleted" };
}

/** What to write, or why the mail has become useless. */
function textOf(mail: DueMail, { baseUrl, now }: { baseUrl: string; now: Date }): Letter {
  const { about, locale, name, account, isAdministrator } = mail;
  if (about.kind === "transcript" || about.kind === "digest") return { error: "it has no link" };
  const isExpired = expiryOf(mail) <= now.getTime();
  if (about.kind === "alert") {
    if (!isAdministrator) return { error: "the member is no administrator any more" };
    if (isExpired) return { error: "the alert is older than a day" };
    if (about.alert === null) return { error: "the alert was deleted" };
    const link = new URL(pathOfAlert(about.alert), baseUrl).href;
    return alertText(locale, about.alert, { name, account, link });
  }
  if (isExpired) return { error: "the link has expired: create a new one" };
  if (about.secret === null) return { error: "the link cannot be read: AUTH_SECRET was changed" };
  const link = new URL(`/join/${about.secret}`, baseUrl).href;
  return mailText(about.kind, locale, { name, account, link });
}

/** The mailer of links, and their base URL. Undefined without `SMTP_URL`: links are then shown for copying. */
export function openMails({
  SMTP_URL: url,
  MAIL_FROM,
  PUBLIC_URL,
  PORT,
}: Pick<Env, "SMTP_URL" | "MAIL_FROM" | "PUBLIC_URL" | "PORT">) {
  if (!url) return undefined;
  if (!PUBLIC_URL) log.warn("SMTP_URL without PUBLIC_URL: links in mails point to this machine only");
  const baseUrl = baseUrlFrom({ PUBLIC_URL, PORT });
  const from = MAIL_FROM ?? `Tickline <tickline@${new URL(baseUrl).hostname}>`;
  return { mailer: openMailer({ url, from }), baseUrl };
}

const DIGESTS_AT_ONCE = 100;

/**
 * Queues a mail to each member who missed something, except in their quiet hours. Any number of processes may do it. A failure
 * does not stop the others.
 */
export async function queueDigests({
  database,
  run,
  now,
  log,
}: Pick<Mailing, "database" | "now" | "log"> & { run: Run }): Promise<void> {
  for (let after: DueDigest | null = null; ; ) {
    const due: DueDigest[] = await listDueDigests(database, { now: now(), after, limit: DIGESTS_AT_ONCE });
    for (const { accountId, userId, settings } of due) {
      if (isQuiet(settings.quietHours, settings.timeZone, now())) continue;
      try {
        await run(queueDigest, systemCaller(accountId), { userId });
      } catch (error) {
        if (isDatabaseOut(error)) throw error;
        log.error(
          { reason: reasonOf(error), userId },
          "a mail about missed notifications could not be queued",
        );
      }
    }
    after = due.at(-1) ?? null;
    if (due.length < DIGESTS_AT_ONCE) return;
  }
}
