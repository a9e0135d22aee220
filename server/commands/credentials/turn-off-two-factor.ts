import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import { dropTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { findAccount } from "@/server/store/members/accounts";
import { lockMember } from "@/server/store/members/members";

/**
 * Turns off two-factor authentication: the caller's, unless the account requires it, or another member's as an
 * administrator.
 */
export async function turnOffTwoFactor(tx: Tx, { userId }: { userId: number }): Promise<void> {
  const isOwn = userId === tx.caller.userId;
  if (!isOwn) requireAdministrator(tx.caller);
  const member = await lockMember(tx, userId);
  if (!member) throw new Refusal("member.not_found");
  if (isOwn && (await findAccount(tx, tx.caller.accountId))?.requiresTwoFactor)
    throw new Refusal("two_factor.required");
  if (!(await dropTwoFactor(tx, member))) throw new Refusal("two_factor.not_on");
}
