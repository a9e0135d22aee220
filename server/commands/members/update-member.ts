import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { dropPasswordLink } from "@/server/store/credentials/password-links";
import { revokeTokensOf } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";
import { dropMail } from "@/server/store/members/mails";
import { lockAdministrators, lockMember, saveMember } from "@/server/store/members/members";

export type UpdateMember = {
  userId: number;
  state?: "active" | "deactivated";
  /** Of a reactivated member: the API tokens from before work again. */
  keepTokens?: boolean;
} & Partial<Pick<MemberDto, "role" | "inboxIds">>;

/**
 * Changes a member's role or inboxes, deactivates or reactivates them. A deactivated member's sessions end; a reactivated
 * one's API tokens are revoked unless they are kept. Refused if no administrator would remain. Administrators only.
 */
export async function updateMember(
  tx: Tx,
  { userId, keepTokens = false, ...fields }: UpdateMember,
): Promise<MemberDto> {
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
  const isReactivated = before.state === "deactivated" && fields.state === "active";
  if (isReactivated && !keepTokens) await revokeTokensOf(tx, { userId });
  return toMemberDto(await saveMember(tx, before, fields));
}
