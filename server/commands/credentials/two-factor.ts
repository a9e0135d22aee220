import { requireAdministrator } from "@/server/commands/_run/permission";
import { consumeCode } from "@/server/commands/_steps/consume-code";
import { Refusal } from "@/server/contract/_shared/refusal";
import { totpStep } from "@/server/lib/crypto/totp";
import {
  confirmTwoFactor as confirm,
  dropTwoFactor,
  lockTwoFactor,
  putRecoveryCodes,
  putTwoFactor,
} from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { findAccount } from "@/server/store/members/accounts";
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

/** The edge makes `recoveryCodes` and shows them once; only their hashes are stored. */
type ConfirmTwoFactor = { code: string; recoveryCodes: readonly string[] };

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

/**
 * Checks the second factor of a sign-in, and uses its code up. Only the sign-in calls it, as the system, after it has
 * checked the password.
 */
export async function passTwoFactor(
  tx: Tx,
  { userId, code }: { userId: number; code: string },
): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  await consumeCode(tx, { userId, code });
}

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
