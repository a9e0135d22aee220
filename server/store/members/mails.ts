import type { Locale } from "@/server/contract/_shared/constants";
import type { AlertDto } from "@/server/contract/alert/alert";
import type { MailDto, MailKind } from "@/server/contract/member/member";
import { seal, unseal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";

const purpose = (userId: number): string => `mail ${userId}`;

/** The rest of the key of a password link: a member has one at most. */
const LINK = { alertId: 0, conversationId: 0, email: "", isDigest: false };

/** Stores a sealed password link to be mailed to a member; the worker sends it after commit. It replaces an earlier one. */
export async function putMail(
  tx: Tx,
  { userId, kind, locale, secret }: { userId: number; kind: MailKind; locale: Locale; secret: string },
): Promise<void> {
  const key = { accountId: tx.caller.accountId, userId, ...LINK };
  const sealedSecret = seal(secret, purpose(userId));
  const mail = { kind, locale, sealedSecret, dueAt: tx.now, createdAt: tx.now };
  await prismaOf(tx).mail.upsert({
    where: { accountId_userId_alertId_conversationId_email_isDigest: key },
    create: { ...key, ...mail },
    update: { ...mail, tries: 0, sentAt: null, error: null },
    select: { userId: true },
  });
}

/** Stores that a member sends a transcript to an address; the worker sends it after commit. It replaces one that waits. */
export async function putTranscript(
  tx: Tx,
  { userId, locale, ...about }: { userId: number; conversationId: number; email: string; locale: Locale },
): Promise<void> {
  const key = { accountId: tx.caller.accountId, userId, alertId: 0, isDigest: false, ...about };
  const mail = { kind: "transcript", locale, dueAt: tx.now, createdAt: tx.now };
  await prismaOf(tx).mail.upsert({
    where: { accountId_userId_alertId_conversationId_email_isDigest: key },
    create: { ...key, ...mail },
    update: { ...mail, tries: 0, sentAt: null, error: null },
    select: { userId: true },
  });
}

/**
 * When a member who has sent `max` transcripts in the window may send the next; null: now. One to the same address about the
 * same conversation counts once, at its last time. Index: mail_pkey, whose prefix are the member's mails.
 */
export async function nextTranscriptAt(
  db: Db,
  {
    accountId,
    userId,
    now,
    windowMs,
    max,
  }: { accountId: number; userId: number; now: Date; windowMs: number; max: number },
): Promise<Date | null> {
  const sent = await prismaOf(db).mail.findMany({
    where: { accountId, userId, kind: "transcript", createdAt: { gt: new Date(now.getTime() - windowMs) } },
    orderBy: { createdAt: "desc" },
    take: max,
    select: { createdAt: true },
  });
  const oldest = sent.length < max ? undefined : sent.at(-1);
  return oldest ? new Date(oldest.createdAt.getTime() + windowMs) : null;
}

/** Stores that a member is mailed what they missed, which `tx.now` names; the worker sends it after commit. */
export async function putDigest(
  tx: Tx,
  { userId, locale }: { userId: number; locale: Locale },
): Promise<void> {
  const key = { accountId: tx.caller.accountId, userId, ...LINK, isDigest: true };
  const mail = { kind: "digest", locale, dueAt: tx.now, createdAt: tx.now };
  await prismaOf(tx).mail.upsert({
    where: { accountId_userId_alertId_conversationId_email_isDigest: key },
    create: { ...key, ...mail },
    update: { ...mail, tries: 0, sentAt: null, error: null },
    select: { userId: true },
  });
}

/** Deletes the mails to a member, and the transcripts that they send. */
export async function dropMail(tx: Tx, userId: number): Promise<void> {
  await prismaOf(tx).mail.deleteMany({ where: { accountId: tx.caller.accountId, userId } });
}

export type DueMail = {
  accountId: number;
  userId: number;
  /** 0: not about an alert. */
  alertId: number;
  /** 0: no transcript. */
  conversationId: number;
  /** Of the recipient of a transcript; else empty: the mail goes to the member. */
  recipient: string;
  isDigest: boolean;
  locale: Locale;
  about:
    | {
        kind: MailKind;
        /** Null: sealed under a secret that the installation no longer has. */
        secret: string | null;
      }
    /** Null: it was deleted meanwhile. */
    | { kind: "alert"; alert: Pick<AlertDto, "kind" | "subject" | "facts"> | null }
    | { kind: "transcript" }
    | { kind: "digest" };
  /** Including this one. */
  tries: number;
  /** The creation of the link: a newer one replaces it. */
  createdAt: Date;
  name: string;
  email: string;
  account: string;
};

/** After this long another worker may claim the mail: the first was killed, or hangs. */
const LEASE_SECONDS = 60;

/**
 * Claims due mails of all accounts for a minute, and counts the try. Order: longest due first. Locks:
 * the claimed mails; those of other workers are skipped. Index: mail_due.
 */
export async function claimMails(db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueMail[]> {
  const rows = await db.query<Claimed>(
    `with due as materialized (
       select account_id, user_id, alert_id, conversation_id, email, is_digest from mail where due_at <= $1
        order by due_at limit $2 for update skip locked
     )
     update mail set due_at = $1::timestamptz + make_interval(secs => ${LEASE_SECONDS}), tries = tries + 1
       from due, app_user u, account a
      where (mail.account_id, mail.user_id, mail.alert_id, mail.conversation_id, mail.email, mail.is_digest)
            = (due.account_id, due.user_id, due.alert_id, due.conversation_id, due.email, due.is_digest)
        and u.id = mail.user_id and a.id = mail.account_id
     returning mail.account_id as "accountId", mail.user_id as "userId", mail.alert_id as "alertId",
               mail.conversation_id as "conversationId", mail.email as recipient, mail.is_digest as "isDigest", mail.kind, mail.locale, mail.tries,
               mail.created_at as "createdAt", mail.sealed_secret as sealed, u.name, u.email, a.name as account,
               (select jsonb_build_object('kind', l.kind, 'facts', l.facts, 'subject', jsonb_build_object(
                         'type', l.subject_type, 'id', l.subject_id, 'name', l.subject_name))
                  from alert l where l.account_id = mail.account_id and l.id = mail.alert_id) as alert`,
    [now, limit],
  );
  return rows.map(({ sealed, kind, alert, ...row }) => {
    if (kind === "transcript") return { ...row, about: { kind } };
    if (kind === "digest") return { ...row, about: { kind } };
    if (kind === "alert") return { ...row, about: { kind, alert } };
    return { ...row, about: { kind, secret: sealed === null ? null : unseal(sealed, purpose(row.userId)) } };
  });
}

type Claimed = Omit<DueMail, "about"> & {
  kind: MailKind | "alert" | "transcript" | "digest";
  sealed: string | null;
  /** Null: a password link. */
  alert: Pick<AlertDto, "kind" | "subject" | "facts"> | null;
};

/** The result of a try: sent, or why not and when to try again (null: never). */
export type Settled = { sentAt: Date } | { error: string; dueAt: Date | null };

/** Stores the result of a claimed try, unless a newer link or another worker's try replaced it. */
export async function settleMail(
  db: Db,
  {
    accountId,
    userId,
    alertId,
    conversationId,
    recipient,
    isDigest,
    tries,
    createdAt,
  }: Pick<
    DueMail,
    "accountId" | "userId" | "alertId" | "conversationId" | "recipient" | "isDigest" | "tries" | "createdAt"
  >,
  settled: Settled,
): Promise<void> {
  const ended = { sentAt: null, error: null, dueAt: null, ...settled };
  await prismaOf(db).mail.updateMany({
    where: {
      accountId,
      userId,
      alertId,
      conversationId,
      email: recipient,
      isDigest,
      tries,
      createdAt,
      sentAt: null,
    },
    data: ended.dueAt === null ? { ...ended, sealedSecret: null } : ended,
  });
}

/** The state of the password links of an account's members; at most one each. */
export async function listMails(db: Db, accountId: number, limit: number): Promise<MailDto[]> {
  const rows = await prismaOf(db).mail.findMany({
    where: { accountId, ...LINK },
    orderBy: { userId: "asc" },
    take: limit,
    select: { userId: true, kind: true, error: true, sentAt: true, dueAt: true, createdAt: true },
  });
  return rows.map(toRow<MailRow>).map(toDto);
}

type MailRow = Pick<MailDto, "userId" | "kind" | "error"> & {
  sentAt: Date | null;
  dueAt: Date | null;
  createdAt: Date;
};

const toDto = ({ sentAt, dueAt, createdAt, ...row }: MailRow): MailDto => ({
  ...row,
  at: (sentAt ?? createdAt).toISOString(),
  state: sentAt ? "sent" : dueAt ? "waiting" : "failed",
});
