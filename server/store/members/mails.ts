import type { Locale } from "@/server/contract/_shared/locale";
import type { MailDto, MailKind } from "@/server/contract/member/mail";
import { seal, unseal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

const purpose = (userId: number): string => `mail ${userId}`;

/** Keeps a password link to be mailed to a member, sealed; the worker sends it after commit. An earlier one ends. */
export async function putMail(
  tx: Tx,
  { userId, kind, locale, secret }: { userId: number; kind: MailKind; locale: Locale; secret: string },
): Promise<void> {
  await tx.query(
    `insert into mail (account_id, user_id, kind, locale, sealed_secret, due_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $6)
     on conflict (account_id, user_id) do update
       set kind = excluded.kind, locale = excluded.locale, sealed_secret = excluded.sealed_secret,
           due_at = excluded.due_at, created_at = excluded.created_at, tries = 0, sent_at = null, error = null`,
    [tx.caller.accountId, userId, kind, locale, seal(secret, purpose(userId)), tx.now],
  );
}

/** Forgets the mail to a member, if there is one. */
export async function dropMail(tx: Tx, userId: number): Promise<void> {
  await tx.query(`delete from mail where account_id = $1 and user_id = $2`, [tx.caller.accountId, userId]);
}

export type DueMail = {
  accountId: number;
  userId: number;
  kind: MailKind;
  locale: Locale;
  /** Null: sealed under a secret that the installation does not have any more. */
  secret: string | null;
  /** This one included. */
  tries: number;
  /** Of the link: a newer one takes its place. */
  createdAt: Date;
  name: string;
  email: string;
  account: string;
};

/** A claimed mail is another worker's after this long: this one was killed, or hangs. */
const LEASE_SECONDS = 60;

/**
 * Takes mails of all accounts whose time has come, for a minute, and counts the try. Order: longest due first. Locks:
 * the mails taken, those of other workers skipped. Index: mail_due.
 */
export async function claimMails(db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueMail[]> {
  const rows = await db.query<Omit<DueMail, "secret"> & { sealed: string }>(
    `update mail set due_at = $1::timestamptz + make_interval(secs => ${LEASE_SECONDS}), tries = tries + 1
       from app_user u, account a
      where (mail.account_id, mail.user_id) in (
              select account_id, user_id from mail where due_at <= $1
               order by due_at limit $2 for update skip locked)
        and u.id = mail.user_id and a.id = mail.account_id
     returning mail.account_id as "accountId", mail.user_id as "userId", mail.kind, mail.locale, mail.tries, mail.created_at as "createdAt",
               mail.sealed_secret as sealed, u.name, u.email, a.name as account`,
    [now, limit],
  );
  return rows.map(({ sealed, ...row }) => ({ ...row, secret: unseal(sealed, purpose(row.userId)) }));
}

/** What a try ended as: sent, or why not and when to try again (null: never). */
export type Settled = { sentAt: Date } | { error: string; dueAt: Date | null };

/** Keeps how a claimed try ended, unless a newer link or another worker's try has taken its place. */
export async function settleMail(
  db: Db,
  { accountId, userId, tries, createdAt }: Pick<DueMail, "accountId" | "userId" | "tries" | "createdAt">,
  settled: Settled,
): Promise<void> {
  const { sentAt, error, dueAt } = { sentAt: null, error: null, dueAt: null, ...settled };
  await db.query(
    `update mail set sent_at = $4, error = $5, due_at = $6::timestamptz,
                     sealed_secret = case when $6::timestamptz is null then null else sealed_secret end
      where account_id = $1 and user_id = $2 and tries = $3 and created_at = $7 and sent_at is null`,
    [accountId, userId, tries, sentAt, error, dueAt, createdAt],
  );
}

/** What became of the mails of an account's members; at most one each. */
export async function listMails(db: Db, accountId: number, limit: number): Promise<MailDto[]> {
  const rows = await db.query<Omit<MailDto, "at"> & { at: Date }>(
    `select user_id as "userId", kind, error, coalesce(sent_at, created_at) as at,
            case when sent_at is not null then 'sent' when due_at is null then 'failed' else 'waiting' end as state
       from mail where account_id = $1 order by user_id limit $2`,
    [accountId, limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
