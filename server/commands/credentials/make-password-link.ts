import { requireAdministrator } from "@/server/commands/_run/permission";
import type { Locale } from "@/server/contract/_shared/locale";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { putPasswordLink } from "@/server/store/credentials/password-links";
import type { Tx } from "@/server/store/events/tx";
import { dropMail, putMail } from "@/server/store/members/mails";
import { lockMember, noteMember } from "@/server/store/members/members";

/** With `mail` the worker sends the link, in that language. */
export type MakePasswordLink = { userId: number; secret: string; mail?: { locale: Locale } };

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
  await dropMail(tx, userId);
  if (mail) await putMail(tx, { userId, kind, secret, ...mail });
  await noteMember(tx, member, { link: { from: null, to: "made" } });
  return toMemberDto(member);
}
