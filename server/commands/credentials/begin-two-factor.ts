import { Refusal } from "@/server/contract/_shared/refusal";
import { lockTwoFactor, putTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

/**
 * Stores the sealed secret of the caller's authenticator until a first code confirms it. The edge has checked their
 * password. Nothing is in effect yet, so there is no event.
 */
export async function beginTwoFactor(tx: Tx, { secret }: { secret: string }): Promise<void> {
  const member = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!member) throw new Refusal("member.not_found");
  if ((await lockTwoFactor(tx, member.id))?.isOn) throw new Refusal("two_factor.already_on");
  await putTwoFactor(tx, member, secret);
}
