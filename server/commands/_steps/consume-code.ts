import { Refusal } from "@/server/contract/_shared/refusal";
import { totpStep } from "@/server/lib/crypto/totp";
import { lockTwoFactor, saveStep, takeRecoveryCode } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

const IS_TOTP = /^\d{6}$/;

/**
 * Consumes a code of a member's second factor: a code of an unused time step, or a recovery code. Refuses `auth.wrong_code`;
 * the edge limits the attempts.
 */
export async function consumeCode(tx: Tx, { userId, code }: { userId: number; code: string }): Promise<void> {
  const member = await lockMember(tx, userId);
  const twoFactor = member && (await lockTwoFactor(tx, userId));
  if (!member) throw new Refusal("member.not_found");
  if (!twoFactor?.isOn) throw new Refusal("two_factor.not_on");
  const typed = code.replaceAll(/\s/g, "");
  if (!IS_TOTP.test(typed)) {
    if (!(await takeRecoveryCode(tx, member, code))) throw new Refusal("auth.wrong_code", { field: "code" });
    return;
  }
  const step = twoFactor.secret === null ? null : totpStep(twoFactor.secret, { code: typed, now: tx.now });
  if (step === null || step <= twoFactor.lastStep) throw new Refusal("auth.wrong_code", { field: "code" });
  await saveStep(tx, userId, step);
}
