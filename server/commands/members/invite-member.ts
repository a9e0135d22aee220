import { requireAdministrator } from "@/server/commands/_run/permission";
import type { Locale } from "@/server/contract/_shared/locale";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { putPasswordLink } from "@/server/store/credentials/password-links";
import type { Tx } from "@/server/store/events/tx";
import { putMail } from "@/server/store/members/mails";
import { insertMember, type NewMember, NO_PASSWORD } from "@/server/store/members/members";

/** The edge makes `secret` for the link; only its hash is stored. With `mail` the worker sends it, in that language. */
export type InviteMember = Omit<NewMember, "passwordHash" | "state"> & {
  secret: string;
  mail?: { locale: Locale };
};

/** Adds a member who sets their first password by a link. Administrators only. */
export async function inviteMember(tx: Tx, { secret, mail, ...fields }: InviteMember): Promise<MemberDto> {
  requireAdministrator(tx.caller);
  const member = await insertMember(tx, tx.caller.accountId, {
    ...fields,
    state: "invited",
    passwordHash: NO_PASSWORD,
  });
  await putPasswordLink(tx, { userId: member.id, secret, kind: "invitation" });
  if (mail) await putMail(tx, { userId: member.id, kind: "invitation", secret, ...mail });
  return toMemberDto(member);
}
