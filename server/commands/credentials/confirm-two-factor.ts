import { Refusal } from "@/server/contract/_shared/refusal";
import { totpStep } from "@/server/lib/crypto/totp";
import {
  confirmTwoFactor as confirm,
  lockTwoFactor,
  putRecoveryCodes,
} from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

/** The edge makes `recoveryCodes` and shows them once; only their hashes are stored. */
export type ConfirmTwoFactor = { code: string; recoveryCodes: readonly string[] };

/**
 * Turns on the caller's two-factor authentication with a first code of their authenticator. It is in the audit log but
 * creates no event, since no DTO contains it.
 */
export async function confirmTwoFactor(tx: Tx, { code, recoveryCodes }: ConfirmTwoFactor): Promise<void> {
  const member = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!member) throw new Refusal("member.not_found");
  const begun = await lockTwoFactor(tx, member.id);
  if (!begun) throw new Refusal("two_factor.not_begun");
  if (begun.isOn) throw new Refusal("two_factor.already_on");
  const step = begun.secret === null ? null : totpStep(begun.secret, { code, now: tx.now });
  if (step === null) throw new Refusal("auth.wrong_code", { field: "code" });
  await confirm(tx, member, step);
  await putRecoveryCodes(tx, member, recoveryCodes);
}
