import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { listTwoFactorUsers, readTwoFactor } from "@/server/store/credentials/two-factor";
import { NO_PASSWORD } from "@/server/store/members/members";
import type { SessionCaller } from "./find-caller";

/** Whether the caller's sign-in needs a code, and how many recovery codes are left. */
export const getTwoFactor = (db: Db, caller: SessionCaller) => readTwoFactor(db, caller.member.id);

/** The ids of the members whose sign-in needs a code. Administrators only. */
export function listTwoFactor(db: Db, caller: Caller): Promise<number[]> {
  administratorsOnly(caller);
  return listTwoFactorUsers(db, caller.accountId);
}

/** A password or a code allows sensitive actions of its session for so long. */
const RECENT_MS = 5 * 60_000;

/** Refuses `auth.reauthentication_required` unless the user of the session gave their password or a code recently. */
export function requireRecentAuthentication(
  { authenticatedAt }: Pick<SessionCaller, "authenticatedAt">,
  now: Date,
): void {
  if (authenticatedAt === null || authenticatedAt.getTime() < now.getTime() - RECENT_MS)
    throw new Refusal("auth.reauthentication_required");
}

/** How a member may prove who they are. */
export type Identification = {
  hasPassword: boolean;
  hasCode: boolean;
  /** The name of the identity provider, or null. */
  ssoName: string | null;
};

/** How the caller may prove who they are, where `hasPasswords` says whether passwords are used at all. */
export async function getIdentification(
  db: Db,
  caller: SessionCaller,
  { hasPasswords, singleSignOn }: { hasPasswords: boolean; singleSignOn: SingleSignOn | null },
): Promise<Identification> {
  const { isOn: hasCode } = await readTwoFactor(db, caller.member.id);
  const withPassword = await prismaOf(db).user.count({
    where: { id: caller.member.id, passwordHash: { not: NO_PASSWORD } },
  });
  const ssoName = singleSignOn?.accountId === caller.accountId ? singleSignOn.name : null;
  return { hasPassword: hasPasswords && withPassword > 0, hasCode, ssoName };
}
