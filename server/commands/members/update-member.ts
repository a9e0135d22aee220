import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { dropPasswordLink } from "@/server/store/credentials/password-links";
import type { Tx } from "@/server/store/events/tx";
import { dropMail } from "@/server/store/members/mails";
import { lockAdministrators, lockMember, saveMember } from "@/server/store/members/members";

export type UpdateMember = { userId: number; state?: "active" | "deactivated" } & Partial<
  Pick<MemberDto, "role" | "inboxIds">
>;

/**
 * Changes a member's role or inboxes, deactivates or reactivates them. Refused if no administrator would remain.
 * Administrators only.
 */
export async function updateMember(tx: Tx, { userId, ...fields }: UpdateMember): Promise<MemberDto> {
  requireAdministrator(tx.caller);
  const stepsDown = fields.role === "agent" || fields.state === "deactivated";
  const administrators = stepsDown ? await lockAdministrators(tx) : [];
  const before = await lockMember(tx, userId);
  if (!before) throw new Refusal("member.not_found");
  if (administrators.length === 1 && administrators[0] === userId)
    throw new Refusal("member.last_administrator");
  if (fields.state === "deactivated") {
    await dropPasswordLink(tx, userId);
    await dropMail(tx, userId);
  }
  return toMemberDto(await saveMember(tx, before, fields));
}
