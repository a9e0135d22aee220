import { Refusal } from "@/server/contract/_shared/refusal";
import { lockTwoFactor, putRecoveryCodes } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

/** Replaces the caller's recovery codes. The edge has checked their password, and shows the new codes once. */
export async function renewRecoveryCodes(
  tx: Tx,
  { recoveryCodes }: { recoveryCodes: readonly string[] },
): Promise<void> {
  const member = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!member) throw new Refusal("member.not_found");
  if (!(await lockTwoFactor(tx, member.id))?.isOn) throw new Refusal("two_factor.not_on");
  await putRecoveryCodes(tx, member, recoveryCodes);
}
