import { requireAdministrator } from "@/server/commands/_run/permission";
import type { Locale } from "@/server/contract/_shared/constants";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { putPasswordLink, takePasswordLink } from "@/server/store/credentials/password-links";
import { putKnownNetwork } from "@/server/store/credentials/sessions";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import type { Tx } from "@/server/store/events/tx";
import { dropLinkMail, putMail } from "@/server/store/members/mails";
import { lockMember, noteMember, saveMember, savePassword } from "@/server/store/members/members";

/** Sets the caller's password and ends every session. The edge hashes it, and has checked the old one. */
export async function changePassword(tx: Tx, { passwordHash }: { passwordHash: string }): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await savePassword(tx, before, passwordHash));
}

/** With `mail` the worker sends the link, in that language. */
type MakePasswordLink = { userId: number; secret: string; mail?: { locale: Locale } };

/**
 * Creates a link by which a member sets a new password, or an invited one the first. An earlier link expires. It is in
 * the audit log but creates no event: the member's state changes only by its use. Administrators only, and not for
 * themselves: a new password of one's own needs the current one.
 */
export async function makePasswordLink(
  tx: Tx,
  { userId, secret, mail }: MakePasswordLink,
): Promise<MemberDto> {
  requireAdministrator(tx.caller);
  if (userId === tx.caller.userId) throw new Refusal("member.is_caller");
  const member = await lockMember(tx, userId);
  if (!member) throw new Refusal("member.not_found");
  if (member.state === "deactivated") throw new Refusal("member.deactivated");
  const kind = member.state === "invited" ? "invitation" : "password";
  await putPasswordLink(tx, { userId, secret, kind });
  await dropLinkMail(tx, userId);
  if (mail) await putMail(tx, { userId, kind, secret, ...mail });
  await noteMember(tx, member, { link: { from: null, to: "made" } });
  return toMemberDto(member);
}

/** `address`: of the browser that has the link. */
type SetPasswordByLink = { secret: string; passwordHash: string; address: string };

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
  await dropLinkMail(tx, before.id);
  const member = await savePassword(tx, before, passwordHash);
  await saveMember(tx, member, { state: "active" });
  await putKnownNetwork(tx, { userId: member.id, address });
  const { isOn: needsCode } = await readTwoFactor(tx, member.id);
  return { userId: member.id, sessionVersion: member.sessionVersion, needsCode };
}
