import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import { dropTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

/** Turns off two-factor authentication: the caller's, with the password checked by the edge, or any as an administrator. */
export async function turnOffTwoFactor(tx: Tx, { userId }: { userId: number }): Promise<void> {
  if (userId !== tx.caller.userId) requireAdministrator(tx.caller);
  const member = await lockMember(tx, userId);
  if (!member) throw new Refusal("member.not_found");
  if (!(await dropTwoFactor(tx, member))) throw new Refusal("two_factor.not_on");
}
