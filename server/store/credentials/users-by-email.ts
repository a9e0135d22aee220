import type { Db } from "@/server/store/_postgres/db";
import type { PasswordLink } from "./password-links";

/** Accounts that are considered for one email. */
const ACCOUNTS_MAX = 20;

/** The members with this email, one for each account, oldest account first; without deactivated ones. */
export const listByEmail = (db: Db, email: string): Promise<PasswordLink[]> =>
  db.query<PasswordLink>(
    `select m.account_id as "accountId", m.user_id as "userId" from member m join app_user u on u.id = m.user_id
      where lower(u.email) = lower($1) and m.state <> 'deactivated' order by m.account_id limit ${ACCOUNTS_MAX}`,
    [email],
  );

export type FoundUser = { userId: number; sessionVersion: number; passwordHash: string };

/** Users that are considered for one email. */
const USERS_MAX = 20;

/** The users with this email in any case, in whatever account, oldest first. */
export const listUsersByEmail = (db: Db, email: string): Promise<FoundUser[]> =>
  db.query<FoundUser>(
    `select id as "userId", session_version as "sessionVersion", password_hash as "passwordHash"
       from app_user where lower(email) = lower($1) order by id limit ${USERS_MAX}`,
    [email],
  );
