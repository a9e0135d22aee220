import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import type { Tx } from "@/server/store/events/tx";

/** A person, as their identity provider knows them. */
export type SsoSubject = { issuer: string; subject: string };

/** The id of the account's member whom a person signs in as; null when they are not linked yet. */
export async function findSsoUserId(tx: Tx, { issuer, subject }: SsoSubject): Promise<number | null> {
  const { accountId } = tx.caller;
  const found = await prismaOf(tx).ssoIdentity.findFirst({
    where: { accountId, issuer, subject },
    select: { userId: true },
  });
  return found && Number(found.userId);
}

/** A member has one person of a provider; an email that was given to somebody else does not lead to its first owner. */
const TAKEN: Taken = { sso_identity_user: { code: "sso.not_member", field: "email" } };

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

/** The id of the account's member with this email, or null. */
export async function findUserIdByEmail(tx: Tx, email: string): Promise<number | null> {
  const found = await prismaOf(tx).member.findUnique({
    where: { accountId_email: { accountId: tx.caller.accountId, email: email.toLowerCase() } },
    select: { userId: true },
  });
  return found && Number(found.userId);
}

/** The account's inboxes with these names, in whatever case, or ids; others are left out. */
export async function findInboxIds(tx: Tx, given: readonly string[]): Promise<number[]> {
  const wanted = new Set(given.map((value) => value.toLowerCase()));
  const inboxes = await prismaOf(tx).inbox.findMany({
    where: { accountId: tx.caller.accountId },
    orderBy: { id: "asc" },
    select: { id: true, name: true },
  });
  return inboxes
    .filter(({ id, name }) => wanted.has(name.toLowerCase()) || wanted.has(String(id)))
    .map(({ id }) => Number(id));
}
