import type { SingleSignOn } from "@/server/lib/process/single-sign-on";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import { NO_PASSWORD } from "@/server/store/members/members";
import type { SessionCaller } from "./find-caller";

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
