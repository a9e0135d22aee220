import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { drawId } from "@/server/store/_postgres/draw-id";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { fromJson } from "@/server/store/_rows/columns";
import { lockRows } from "@/server/store/_rows/lock-row";
import { findMember, type MemberRow, toMemberDto } from "@/server/store/_rows/member-rows";
import { dropPasswordLink } from "@/server/store/credentials/password-links";
import { deleteSessions } from "@/server/store/credentials/sessions";
import { recordEvent } from "@/server/store/events/record-event";
import type { Changes, Tx } from "@/server/store/events/tx";
import type { Prisma } from "@/server/store/generated/client";
import { MEMBER_COLUMNS } from "@/server/store/generated/rows";
import { appendSettingChanges } from "@/server/store/inboxes/setting-changes";

/** The hash of a member who has not set a password: no password has it. */
export const NO_PASSWORD = "none";

export type NewMember = Pick<MemberDto, "name" | "email" | "role" | "inboxIds"> & {
  passwordHash: string;
  /** Active by default. */
  state?: MemberDto["state"];
};

/** Creates a user and their membership; refuses the email of another member. In another account it may be in use. */
export async function insertMember(tx: Tx, accountId: number, fields: NewMember): Promise<MemberRow> {
  const { name, email, passwordHash } = fields;
  const id = await drawId(tx, "app_user_id_seq");
  const dates = { createdAt: tx.now, updatedAt: tx.now };
  await prismaOf(tx).user.createMany({ data: [{ id, email, name, passwordHash, ...dates }] });
  const { role: givenRole, state: givenState = "active" } = fields;
  await refuseTaken(
    TAKEN,
    prismaOf(tx).member.create({
      data: {
        accountId,
        userId: id,
        role: givenRole,
        state: givenState,
        email: email.toLowerCase(),
        ...dates,
      },
      select: { userId: true },
    }),
  );
  await setInboxes(tx, accountId, id, fields.inboxIds);
  const row = await readMember(tx, accountId, id);
  const { role, state, inboxIds } = row;
  await log(tx, accountId, row, { created: { from: null, to: { role, state, inboxIds } } });
  record(tx, accountId, "member.created", row, {});
  return row;
}

const BY_USER = { columns: { userId: MEMBER_COLUMNS.userId }, orderBy: "user_id" } as const;

/** Locks a membership, or null. */
export async function lockMember(tx: Tx, userId: number): Promise<MemberRow | null> {
  const { accountId } = tx.caller;
  await lockRows(tx, "member", { where: { user_id: userId }, ...BY_USER });
  return findMember(tx, accountId, userId);
}

/** Saves role, state and inboxes of a locked member; nothing changed → no event. */
export async function saveMember(
  tx: Tx,
  before: MemberRow,
  fields: Partial<Pick<MemberRow, "role" | "state" | "inboxIds">>,
): Promise<MemberRow> {
  const { accountId } = tx.caller;
  const role = fields.role ?? before.role;
  const inboxIds = [...new Set(fields.inboxIds ?? before.inboxIds)].sort((a, b) => a - b);
  const changes: Changes = {};
  const state = fields.state ?? before.state;
  if (role !== before.role) changes.role = { from: before.role, to: role };
  if (state !== before.state) changes.state = { from: before.state, to: state };
  if (inboxIds.join() !== before.inboxIds.join()) changes.inboxIds = { from: before.inboxIds, to: inboxIds };
  if (Object.keys(changes).length === 0) return before;

  if (state === "deactivated") await invalidateSessions(tx, before);
  await setInboxes(tx, accountId, before.id, inboxIds);
  await raiseVersion(tx, before, { ...before, role, state });
  return recordUpdate(tx, before, changes);
}

/** Whether a member has only been invited, also before they were deactivated: they have nothing to sign in with. */
export async function isOnlyInvited(tx: Tx, { id, state }: MemberRow): Promise<boolean> {
  if (state !== "deactivated") return state === "invited";
  const last = await prismaOf(tx).settingChange.findFirst({
    where: { accountId: tx.caller.accountId, subject: "member", subjectId: id, setting: "state" },
    orderBy: { id: "desc" },
    select: { from: true },
  });
  return fromJson(last?.from) === "invited";
}

/** Ends every session of a user, and their password link. */
export async function revokeSessions(tx: Tx, before: MemberRow): Promise<MemberRow> {
  await log(tx, tx.caller.accountId, before, { sessions: { from: null, to: "ended" } });
  return endSessions(tx, before);
}

/** Sets a user's password, which ends their sessions and their password link. */
export async function savePassword(tx: Tx, before: MemberRow, passwordHash: string): Promise<MemberRow> {
  await saveUser(tx, before, { passwordHash });
  await log(tx, tx.caller.accountId, before, { password: { from: null, to: "set" } });
  return endSessions(tx, before);
}

/** Saves a user's name; nothing changed → no event. */
export async function saveName(tx: Tx, before: MemberRow, name: string): Promise<MemberRow> {
  if (name === before.name) return before;
  await saveUser(tx, before, { name, updatedAt: tx.now });
  await raiseVersion(tx, before, before);
  return recordUpdate(tx, before, { name: { from: before.name, to: name } });
}

/** Saves the picture of a locked member, a file's id; nothing changed → no event. */
export async function saveAvatar(tx: Tx, before: MemberRow, avatarFileId: number | null): Promise<MemberRow> {
  if (avatarFileId === before.avatarFileId) return before;
  await raiseVersion(tx, before, { ...before, avatarFileId });
  return recordUpdate(tx, before, { avatarFileId: { from: before.avatarFileId, to: avatarFileId } });
}

/** Records the saved changes of a member in the audit log and as an event. */
async function recordUpdate(tx: Tx, { id }: MemberRow, changes: Changes): Promise<MemberRow> {
  const { accountId } = tx.caller;
  const row = await readMember(tx, accountId, id);
  await log(tx, accountId, row, changes);
  record(tx, accountId, "member.updated", row, changes);
  return row;
}

/** Adds to the audit log what has no event: a created link, a second factor. */
export const noteMember = (tx: Tx, member: MemberRow, changes: Changes) =>
  log(tx, tx.caller.accountId, member, changes);

/** Locks the account's active administrators, in ascending order, and returns their ids. */
export async function lockAdministrators(tx: Tx): Promise<number[]> {
  const where = { role: "administrator", state: "active" };
  const rows = await lockRows<{ userId: number }>(tx, "member", { where, ...BY_USER });
  return rows.map((row) => row.userId);
}

async function endSessions(tx: Tx, before: MemberRow): Promise<MemberRow> {
  await dropPasswordLink(tx, before.id);
  await invalidateSessions(tx, before);
  return publishSessionEnded(tx, before);
}

async function invalidateSessions(tx: Tx, before: MemberRow): Promise<void> {
  await deleteSessions(tx, before.id);
  await saveUser(tx, before, { sessionVersion: { increment: 1 }, updatedAt: tx.now });
}

/** Records that a session of a user, or all of them, ended: each window checks whether it is its own. */
export async function publishSessionEnded(tx: Tx, before: MemberRow): Promise<MemberRow> {
  const { accountId } = tx.caller;
  await raiseVersion(tx, before, before);
  const row = await readMember(tx, accountId, before.id);
  record(tx, accountId, "session.revoked", row, {});
  return row;
}

const log = (tx: Tx, accountId: number, { id, name }: MemberRow, changes: Changes) =>
  appendSettingChanges(tx, { accountId, subject: "member", subjectId: id, subjectName: name }, changes);

/** Compare-and-set by version: throws after a write without the lock. */
async function raiseVersion(
  tx: Tx,
  before: MemberRow,
  { role, state, avatarFileId }: Pick<MemberRow, "role" | "state" | "avatarFileId">,
): Promise<void> {
  await prismaOf(tx).member.update({
    where: {
      accountId_userId: { accountId: tx.caller.accountId, userId: before.id },
      version: before.version,
    },
    data: { role, state, avatarFileId, version: { increment: 1 }, updatedAt: tx.now },
    select: { userId: true },
  });
}

const saveUser = (tx: Tx, { id }: MemberRow, data: Prisma.UserUpdateInput) =>
  prismaOf(tx).user.update({ where: { id }, data, select: { id: true } });

async function readMember(tx: Tx, accountId: number, userId: number): Promise<MemberRow> {
  const row = await findMember(tx, accountId, userId);
  if (!row) throw new Error(`member ${userId} of account ${accountId} is not there`);
  return row;
}

/** Refuses an inbox of another account. */
async function setInboxes(
  tx: Tx,
  accountId: number,
  userId: number,
  inboxIds: readonly number[],
): Promise<void> {
  await prismaOf(tx).inboxMember.deleteMany({ where: { accountId, userId } });
  const wanted = [...new Set(inboxIds)];
  if (wanted.length === 0) return;
  const known = await prismaOf(tx).inbox.count({ where: { accountId, id: { in: wanted } } });
  if (known < wanted.length) throw new Refusal("inbox.not_found", { field: "inboxIds" });
  await prismaOf(tx).inboxMember.createMany({
    data: wanted.map((inboxId) => ({ accountId, userId, inboxId })),
  });
}

const TAKEN: Taken = { member_email: { code: "user.email_taken", field: "email" } };

function record(
  tx: Tx,
  accountId: number,
  type: "member.created" | "member.updated" | "session.revoked",
  row: MemberRow,
  changes: Changes,
): void {
  recordEvent(tx, { accountId, type, resource: "member", dto: toMemberDto(row), changes });
}
