import { Refusal } from "@/server/contract/_shared/refusal";
import { totpStep } from "@/server/lib/crypto/totp";
import { lockTwoFactor, saveStep, takeRecoveryCode } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

const IS_TOTP = /^\d{6}$/;

/**
 * Checks the second factor of a sign-in: a code of an unused time step, or a recovery code, which is then used up. Only
 * the sign-in calls it, as the system, after it has checked the password.
 */
export async function passTwoFactor(
  tx: Tx,
  { userId, code }: { userId: number; code: string },
): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const member = await lockMember(tx, userId);
  const twoFactor = member && (await lockTwoFactor(tx, userId));
  if (!member || !twoFactor?.isOn) throw new Refusal("member.not_found");
  const typed = code.replaceAll(/\s/g, "");
  if (!IS_TOTP.test(typed)) {
    if (!(await takeRecoveryCode(tx, member, code))) throw new Refusal("auth.wrong_code", { field: "code" });
    return;
  }
  const step = twoFactor.secret === null ? null : totpStep(twoFactor.secret, { code: typed, now: tx.now });
  if (step === null || step <= twoFactor.lastStep) throw new Refusal("auth.wrong_code", { field: "code" });
  await saveStep(tx, userId, step);
}
