import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { hashToken } from "./tokens";

/** How long a link can be used. */
export const LINK_DAYS = 7;

/** Keeps the hash of a link by which a member sets a password; an earlier link of theirs ends. */
export async function putPasswordLink(
  tx: Tx,
  { userId, secret }: { userId: number; secret: string },
): Promise<void> {
  await tx.query(
    `insert into password_link (account_id, user_id, secret_hash, expires_at, created_at)
     values ($1, $2, $3, $4::timestamptz + make_interval(days => ${LINK_DAYS}), $4)
     on conflict (account_id, user_id) do update
       set secret_hash = excluded.secret_hash, expires_at = excluded.expires_at, created_at = excluded.created_at`,
    [tx.caller.accountId, userId, hashToken(secret), tx.now],
  );
}

/** Ends a member's link, if there is one. */
export async function dropPasswordLink(tx: Tx, userId: number): Promise<void> {
  await tx.query(`delete from password_link where account_id = $1 and user_id = $2`, [
    tx.caller.accountId,
    userId,
  ]);
}

export type PasswordLink = { accountId: number; userId: number };

/** Whose link this is, or null: unknown, used, replaced or too old. */
export async function findPasswordLink(
  db: Db,
  { secret, now }: { secret: string; now: Date },
): Promise<PasswordLink | null> {
  const [row] = await db.query<PasswordLink>(
    `select account_id as "accountId", user_id as "userId" from password_link
      where secret_hash = $1 and expires_at > $2`,
    [hashToken(secret), now],
  );
  return row ?? null;
}

/** Takes the link of a member of this account, so that it is used once; null like above. */
export async function takePasswordLink(tx: Tx, secret: string): Promise<number | null> {
  const [row] = await tx.query<{ userId: number }>(
    `delete from password_link where account_id = $1 and secret_hash = $2 and expires_at > $3
     returning user_id as "userId"`,
    [tx.caller.accountId, hashToken(secret), tx.now],
  );
  return row?.userId ?? null;
}

/** The member with this e-mail, in the account where they sign in; null when nobody has it or they are deactivated. */
export async function findByEmail(db: Db, email: string): Promise<PasswordLink | null> {
  const [row] = await db.query<PasswordLink>(
    `select m.account_id as "accountId", m.user_id as "userId" from member m join app_user u on u.id = m.user_id
      where lower(u.email) = lower($1) and m.state <> 'deactivated' order by m.account_id limit 1`,
    [email],
  );
  return row ?? null;
}
