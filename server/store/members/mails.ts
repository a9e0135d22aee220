import type { Locale } from "@/server/contract/_shared/constants";
import type { MailDto, MailKind } from "@/server/contract/member/member";
import { seal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { type DueMail, purposeOfMail } from "./claim-mails";

/** The rest of the key of a password link: a member has one at most. */
const LINK = { alertId: 0, conversationId: 0, email: "", isDigest: false };

type Fields = { kind: string; locale: Locale; sealedSecret?: ReturnType<typeof seal> };

/** Stores a mail that is due now. It replaces an earlier one with its key, whatever became of that. */
async function put(tx: Tx, of: typeof LINK & { userId: number }, fields: Fields): Promise<void> {
  const key = { accountId: tx.caller.accountId, ...of };
  const mail = { ...fields, dueAt: tx.now, createdAt: tx.now };
  await prismaOf(tx).mail.upsert({
    where: { accountId_userId_alertId_conversationId_email_isDigest: key },
    create: { ...key, ...mail },
    update: { ...mail, tries: 0, sentAt: null, error: null },
    select: { userId: true },
  });
}

/** Stores a sealed password link to be mailed to a member; the worker sends it after commit. It replaces an earlier one. */
export async function putMail(
  tx: Tx,
  { userId, kind, locale, secret }: { userId: number; kind: MailKind; locale: Locale; secret: string },
): Promise<void> {
  const sealedSecret = seal(secret, purposeOfMail(userId));
  await put(tx, { userId, ...LINK }, { kind, locale, sealedSecret });
}

/** Who sends the transcripts that customers request: no member has this id. */
export const NO_MEMBER = 0;

/** Stores that a member sends a transcript to an address; the worker sends it after commit. It replaces one that waits. */
export async function putTranscript(
  tx: Tx,
  { userId, locale, ...about }: { userId: number; conversationId: number; email: string; locale: Locale },
): Promise<void> {
  await put(tx, { userId, ...LINK, ...about }, { kind: "transcript", locale });
}

/**
 * When a member who has sent `max` transcripts in the window may send the next; null: now. One to the same address about the
 * same conversation counts once, at its last time. `conversationId`: only those about it count. Index: mail_pkey, whose prefix are
 * the member's mails.
 */
export async function nextTranscriptAt(
  db: Db,
  {
    accountId,
    userId,
    now,
    windowMs,
    max,
    conversationId,
  }: {
    accountId: number;
    userId: number;
    now: Date;
    windowMs: number;
    max: number;
    conversationId?: number;
  },
): Promise<Date | null> {
  const sent = await prismaOf(db).mail.findMany({
    where: {
      accountId,
      userId,
      kind: "transcript",
      createdAt: { gt: new Date(now.getTime() - windowMs) },
      ...(conversationId !== undefined && { conversationId }),
    },
    orderBy: { createdAt: "desc" },
    take: max,
    select: { createdAt: true },
  });
  const oldest = sent.length < max ? undefined : sent.at(-1);
  return oldest ? new Date(oldest.createdAt.getTime() + windowMs) : null;
}

/** When a transcript that a customer requested was sent to an address last; null: it was not, or another one waits. */
export async function customerTranscriptSentAt(
  db: Db,
  { accountId, ...about }: { accountId: number; conversationId: number; email: string },
): Promise<Date | null> {
  const key = { accountId, userId: NO_MEMBER, ...LINK, ...about };
  const found = await prismaOf(db).mail.findUnique({
    where: { accountId_userId_alertId_conversationId_email_isDigest: key },
    select: { sentAt: true },
  });
  return found?.sentAt ?? null;
}

/** Stores that a member is mailed what they missed, which `tx.now` names; the worker sends it after commit. */
export async function putDigest(
  tx: Tx,
  { userId, locale }: { userId: number; locale: Locale },
): Promise<void> {
  await put(tx, { userId, ...LINK, isDigest: true }, { kind: "digest", locale });
}

/** Deletes the mail with a member's password link: the link is used or replaced. What else they are sent, or send, stays. */
export async function dropLinkMail(tx: Tx, userId: number): Promise<void> {
  await prismaOf(tx).mail.deleteMany({ where: { accountId: tx.caller.accountId, userId, ...LINK } });
}

/** Deletes the mails to a member, and the transcripts that they send. */
export async function dropMail(tx: Tx, userId: number): Promise<void> {
  await prismaOf(tx).mail.deleteMany({ where: { accountId: tx.caller.accountId, userId } });
}

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
