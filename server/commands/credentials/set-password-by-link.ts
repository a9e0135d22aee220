import { Refusal } from "@/server/contract/_shared/refusal";
import { putKnownNetwork } from "@/server/store/credentials/known-networks";
import { takePasswordLink } from "@/server/store/credentials/password-links";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { dropMail } from "@/server/store/members/mails";
import { lockMember, saveMember, savePassword } from "@/server/store/members/members";

/** `address`: of the browser that has the link. */
export type SetPasswordByLink = { secret: string; passwordHash: string; address: string };

/**
 * Sets the password of the link's member, once. Their other sessions end, and an invited member becomes active. Their
 * network is known from then on: strangers' wrong tries do not keep them out, also where a second factor comes next. Returns
 * the member for the session, and whether a second factor is needed first. Only the link's page calls it, as the
 * system, in the account of the link.
 */
export async function setPasswordByLink(
  tx: Tx,
  { secret, passwordHash, address }: SetPasswordByLink,
): Promise<{ userId: number; sessionVersion: number; needsCode: boolean }> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const userId = await takePasswordLink(tx, secret);
  const before = userId === null ? null : await lockMember(tx, userId);
  if (!before || before.state === "deactivated") throw new Refusal("link.invalid");
  await dropMail(tx, before.id);
  const member = await savePassword(tx, before, passwordHash);
  await saveMember(tx, member, { state: "active" });
  await putKnownNetwork(tx, { userId: member.id, address });
  const { isOn: needsCode } = await readTwoFactor(tx, member.id);
  return { userId: member.id, sessionVersion: member.sessionVersion, needsCode };
}
