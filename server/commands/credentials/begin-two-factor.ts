import { Refusal } from "@/server/contract/_shared/refusal";
import { lockTwoFactor, putTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

/**
 * Keeps the secret of the caller's authenticator, sealed, until a first code confirms it; the edge has asked for their
 * password. Nothing holds yet, so no event.
 */
export async function beginTwoFactor(tx: Tx, { secret }: { secret: string }): Promise<void> {
  const member = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!member) throw new Refusal("member.not_found");
  if ((await lockTwoFactor(tx, member.id))?.isOn) throw new Refusal("two_factor.already_on");
  await putTwoFactor(tx, member, secret);
}
