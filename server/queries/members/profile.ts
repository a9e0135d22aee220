import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { AccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { NoticesDto } from "@/server/contract/member/constants";
import type { MemberDto } from "@/server/contract/member/member";
import { isOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { readMaintenance } from "@/server/lib/process/maintenance";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Db } from "@/server/store/_postgres/db";
import { readMailbox, readReplyAssignment } from "@/server/store/members/member-choices";
import { listSignatures, type Signature } from "@/server/store/members/signatures";

export type Profile = {
  user: { id: number; name: string; email: string; avatarFileId: number | null };
  availability: MemberDto["availability"];
  role: "administrator" | "agent";
  account: Pick<AccountDto, "id" | "name" | "createdAt">;
};

/** The caller's own profile and account. Refuses a caller who is not a member. */
export async function getProfile(db: Db, caller: Caller): Promise<Profile> {
  const [row] = await db.query<
    Profile["user"] & Pick<Profile, "role" | "availability"> & { accountName: string; createdAt: Date }
  >(
    `select u.id, u.name, u.email, m.avatar_file_id as "avatarFileId", m.role, m.availability, a.name as "accountName", a.created_at as "createdAt"
       from member m
       join app_user u on u.id = m.user_id
       join account a on a.id = m.account_id
      where m.account_id = $1 and m.user_id = $2`,
    [caller.accountId, caller.userId],
  );
  if (!row) throw new Refusal("member.not_found");
  const { id, name, email, avatarFileId, role, availability, accountName, createdAt } = row;
  return {
    user: { id, name, email, avatarFileId },
    role,
    availability,
    account: { id: caller.accountId, name: accountName, createdAt: createdAt.toISOString() },
  };
}

/** The language in which alerts are mailed to the member, or "off". Only administrators get such mails. */
export const getAlertMails = async (db: Db, caller: SessionCaller) => ({
  alertMails: (await readMailbox(db, caller.member.id)).alertMails,
});

/** Whether the member's replies assign unassigned conversations to them: their own choice, and the account's default. */
export const getReplyAssignment = (db: Db, { accountId, member }: SessionCaller) =>
  readReplyAssignment(db, { accountId, userId: member.id });

/** The member's signatures of the inboxes that they may see, and the one of all others. */
export async function getSignatures(db: Db, caller: SessionCaller): Promise<Signature[]> {
  const { accountId, member } = caller;
  const all = await listSignatures(db, { accountId, userId: member.id });
  return all.filter(({ inboxId }) => inboxId === null || maySee(caller, { inboxId }));
}

/** What operators have begun and not ended, as this process knows it: at most some seconds late. */
export const readNotices = ({ role }: Pick<Caller, "role">): NoticesDto => ({
  maintenance: readMaintenance(),
  isOutboundOff: role === "administrator" && isOutboundOff(),
});
