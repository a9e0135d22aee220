import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import { deleteSsoIdentities } from "@/server/store/credentials/sso-identities";
import type { Tx } from "@/server/store/events/tx";
import { lockMember, noteMember } from "@/server/store/members/members";

/**
 * Removes the link of a member to the identity provider: at the next sign-in their verified e-mail decides again. It is in
 * the audit log but creates no event, since no DTO contains it. Administrators only.
 */
export async function unlinkSso(tx: Tx, { userId }: { userId: number }): Promise<void> {
  requireAdministrator(tx.caller);
  const member = await lockMember(tx, userId);
  if (!member) throw new Refusal("member.not_found");
  if (!(await deleteSsoIdentities(tx, userId))) throw new Refusal("sso.not_linked");
  await noteMember(tx, member, { singleSignOn: { from: "linked", to: "unlinked" } });
}
