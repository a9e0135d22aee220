import { requireAdministrator } from "@/server/commands/_run/permission";
import type { Locale } from "@/server/contract/_shared/constants";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { dropPasswordLink, putPasswordLink } from "@/server/store/credentials/password-links";
import { revokeTokensOf } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";
import { lockInbox } from "@/server/store/inboxes/inboxes";
import { dropMail, putMail } from "@/server/store/members/mails";
import { listInboxMemberIds } from "@/server/store/members/member-choices";
import {
  insertMember,
  isOnlyInvited,
  lockAdministrators,
  lockMember,
  type NewMember,
  NO_PASSWORD,
  saveMember,
} from "@/server/store/members/members";

/** Adds a member with a password, hashed by the caller. Administrators only. */
export async function createMember(tx: Tx, input: NewMember): Promise<MemberDto> {
  requireAdministrator(tx.caller);
  return toMemberDto(await insertMember(tx, tx.caller.accountId, input));
}

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

type UpdateMember = {
  userId: number;
  state?: "active" | "deactivated";
  /** Of a reactivated member: the API tokens from before work again. */
  keepTokens?: boolean;
  /** Beside `inboxIds`, or the inboxes that the member has. */
  addInboxIds?: readonly number[];
  removeInboxIds?: readonly number[];
} & Partial<Pick<MemberDto, "role" | "inboxIds">>;

/**
 * Changes a member's role or inboxes, deactivates or reactivates them. A deactivated member's sessions end; a reactivated
 * one's API tokens are revoked unless they are kept, and one who has never signed in is invited again. Refused if no administrator
 * would remain. Administrators only.
 */
export async function updateMember(
  tx: Tx,
  { userId, keepTokens = false, addInboxIds, removeInboxIds, ...fields }: UpdateMember,
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
  const isInvited = fields.state === "active" && (await isOnlyInvited(tx, before));
  const inboxIds = changedIds(fields.inboxIds ?? before.inboxIds, addInboxIds, removeInboxIds);
  const after = { ...fields, inboxIds, ...(isInvited && { state: "invited" as const }) };
  return toMemberDto(await saveMember(tx, before, after));
}

const changedIds = (
  from: readonly number[],
  added: readonly number[] = [],
  removed: readonly number[] = [],
): number[] => [...from, ...added].filter((id) => !removed.includes(id));

/** `set` replaces all; else `add` and `remove` change some. At most 500 members each. */
type ChangeInboxMembers = {
  inboxId: number;
  set?: readonly number[];
  add?: readonly number[];
  remove?: readonly number[];
};

/**
 * Gives members an inbox, or takes it from them, as one operation: one change of an inbox's members after the other, and members
 * are locked in ascending order. Refuses those of other accounts. Administrators only.
 */
export async function changeInboxMembers(
  tx: Tx,
  { inboxId, set, add = [], remove = [] }: ChangeInboxMembers,
): Promise<{ memberIds: number[] }> {
  requireAdministrator(tx.caller);
  if (!(await lockInbox(tx, inboxId))) throw new Refusal("inbox.not_found", { field: "inboxId" });
  const current = await listInboxMemberIds(tx, inboxId);
  const wanted = new Set((set ?? [...current, ...add]).filter((id) => !remove.includes(id)));
  const named = new Set([...current, ...wanted, ...remove]);
  for (const userId of [...named].sort((a, b) => a - b)) {
    if (wanted.has(userId) === current.includes(userId) && current.includes(userId)) continue;
    const member = await lockMember(tx, userId);
    if (!member) throw new Refusal("member.not_found", { field: "userIds" });
    const others = member.inboxIds.filter((id) => id !== inboxId);
    await saveMember(tx, member, { inboxIds: wanted.has(userId) ? [...others, inboxId] : others });
  }
  return { memberIds: [...wanted].sort((a, b) => a - b) };
}
