import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { toRow } from "@/server/store/_rows/to-row";
import type { Tx } from "@/server/store/events/tx";

/** A person, as their identity provider knows them. */
export type SsoSubject = { issuer: string; subject: string };

/** The member whom a person signs in as, in whatever account; null when they are not linked yet. */
export async function findSsoMember(
  db: Db,
  { issuer, subject }: SsoSubject,
): Promise<{ accountId: number; userId: number } | null> {
  const found = await prismaOf(db).ssoIdentity.findFirst({
    where: { issuer, subject },
    select: { accountId: true, userId: true },
  });
  return found && toRow<{ accountId: number; userId: number }>(found);
}

/** A member has one person of a provider; an e-mail that was given to somebody else does not lead to its first owner. */
const TAKEN: Taken = { sso_identity_user_id_issuer_key: { code: "sso.not_member", field: "email" } };

/** Links a person to a member of the caller's account; refuses a member who is linked to another person of the provider. */
export async function insertSsoIdentity(
  tx: Tx,
  { issuer, subject, userId }: SsoSubject & { userId: number },
): Promise<void> {
  const { accountId } = tx.caller;
  await refuseTaken(
    TAKEN,
    prismaOf(tx).ssoIdentity.create({
      data: { issuer, subject, accountId, userId, createdAt: tx.now },
      select: { userId: true },
    }),
  );
}

/** Removes the links of a member; false when there are none. */
export async function deleteSsoIdentities(tx: Tx, userId: number): Promise<boolean> {
  const { accountId } = tx.caller;
  const { count } = await prismaOf(tx).ssoIdentity.deleteMany({ where: { accountId, userId } });
  return count > 0;
}

/** The id of the account's member with this e-mail, or null; of another account's member: `sso.not_member`. */
export async function findUserIdByEmail(
  tx: Tx,
  email: string,
): Promise<{ userId: number; isMember: boolean } | null> {
  const [row] = await tx.query<{ userId: number; isMember: boolean }>(
    `select u.id as "userId",
            exists (select 1 from member m where m.account_id = $1 and m.user_id = u.id) as "isMember"
       from app_user u where lower(u.email) = lower($2)`,
    [tx.caller.accountId, email],
  );
  return row ?? null;
}

/** The account's inboxes with these names, in whatever case, or ids; others are left out. */
export async function findInboxIds(tx: Tx, given: readonly string[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select id from inbox where account_id = $1 and (lower(name) = any($2::text[]) or id::text = any($2::text[]))
      order by id`,
    [tx.caller.accountId, given.map((value) => value.toLowerCase())],
  );
  return rows.map(({ id }) => Number(id));
}
