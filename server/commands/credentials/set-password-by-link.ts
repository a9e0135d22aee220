import { Refusal } from "@/server/contract/_shared/refusal";
import { takePasswordLink } from "@/server/store/credentials/password-links";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { dropMail } from "@/server/store/members/mails";
import { lockMember, saveMember, savePassword } from "@/server/store/members/members";

export type SetPasswordByLink = { secret: string; passwordHash: string };

/**
 * Sets the password of whose link this is, once; their other sessions end, and who was invited is a member now. Says
 * who it was, as their session will say it, and whether they are asked for a second factor first. For the page of the link only: it calls as Tickline itself, in the account
 * that the link names.
 */
export async function setPasswordByLink(
  tx: Tx,
  { secret, passwordHash }: SetPasswordByLink,
): Promise<{ userId: number; sessionVersion: number; needsCode: boolean }> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const userId = await takePasswordLink(tx, secret);
  const before = userId === null ? null : await lockMember(tx, userId);
  if (!before || before.state === "deactivated") throw new Refusal("link.invalid");
  await dropMail(tx, before.id);
  const member = await savePassword(tx, before, passwordHash);
  await saveMember(tx, member, { state: "active" });
  const { isOn: needsCode } = await readTwoFactor(tx, member.id);
  return { userId: member.id, sessionVersion: member.sessionVersion, needsCode };
}
