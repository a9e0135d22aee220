import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { RequireTwoFactorInput } from "@/server/contract/member/inputs";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";

/**
 * Requires two-factor authentication of every member, or no longer: a member without it may then only set it up. Refuses
 * administrators who have not turned on their own: they would shut themselves out. Administrators only.
 */
export async function requireTwoFactor(
  tx: Tx,
  { requiresTwoFactor }: RequireTwoFactorInput,
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  const { userId } = tx.caller;
  if (requiresTwoFactor && (userId === null || !(await readTwoFactor(tx, userId)).isOn))
    throw new Refusal("two_factor.own_is_off");
  return saveAccountSettings(tx, { requiresTwoFactor });
}
