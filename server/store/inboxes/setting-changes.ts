import type { PolicyChangeDto, SettingChangeDto } from "@/server/contract/inbox/setting-change";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, fromJson, type StoredRow, toRow } from "@/server/store/_rows/columns";
import type { Changes, Tx } from "@/server/store/events/tx";
import { Prisma } from "@/server/store/generated/client";
import {
  SETTING_CHANGE_COLUMNS,
  type SettingChangeRow,
  toSettingChangeFields,
} from "@/server/store/generated/rows";

/** The subject of the change, with its name at that time. */
type Subject = Pick<SettingChangeDto, "subject" | "subjectId" | "subjectName"> & {
  inboxId?: number;
  /** The caller's by default. */
  accountId?: number;
};
type Why = Pick<SettingChangeDto, "reason" | "revertsId">;

/** Appends to the account's audit log, one entry per setting, with the caller and the edge. */
export async function appendSettingChanges(
  tx: Tx,
  { subject, subjectId, subjectName, inboxId, accountId }: Subject,
  changes: Changes,
  { reason, revertsId }: Why = { reason: null, revertsId: null },
): Promise<{ id: number; setting: string }[]> {
  const settings = Object.keys(changes);
  if (settings.length === 0) return [];
  const made = await prismaOf(tx).settingChange.createManyAndReturn({
    data: settings.map((setting) => ({
      accountId: accountId ?? tx.caller.accountId,
      subject,
      subjectId,
      subjectName,
      inboxId: inboxId ?? null,
      setting,
      from: toJson(changes[setting]?.from),
      to: toJson(changes[setting]?.to),
      reason,
      revertsId,
      actor: tx.caller.actor,
      via: tx.caller.via,
      at: tx.now,
    })),
    select: { id: true, setting: true },
  });
  return made.map(({ id, setting }) => ({ id: Number(id), setting }));
}

/** As a JSON column stores it; undefined and null are JSON's null. */
const toJson = (value: unknown) => fromJson<Prisma.InputJsonValue | null>(value ?? null) ?? Prisma.JsonNull;

/** One entry for a policy's setting, or null. */
export async function findPolicyChange(
  tx: Tx,
  { inboxId, changeId }: { inboxId: number; changeId: number },
): Promise<PolicyChangeRow | null> {
  const found = await prismaOf(tx).settingChange.findFirst({
    where: { accountId: tx.caller.accountId, inboxId, subject: "policy", id: changeId },
    select: POLICY_CHANGE_FIELDS,
  });
  return found && toPolicyChange(found);
}

export type PolicyChangeRow = Omit<PolicyChangeDto, "at"> & { at: Date };

const FIELDS = fieldsOf(SETTING_CHANGE_COLUMNS);
const { subject: _, subjectId: __, subjectName: ___, ...ofPolicy } = FIELDS;
export const POLICY_CHANGE_FIELDS = ofPolicy;

type StoredPolicyChange = Omit<StoredRow<PolicyChangeRow>, "inboxId" | "from" | "to"> & {
  inboxId: bigint | null;
  from: unknown;
  to: unknown;
};

/** An audit log entry for a setting of a policy: it has an inbox, and plain values. */
export function toPolicyChange({ inboxId, from, to, ...found }: StoredPolicyChange): PolicyChangeRow {
  if (inboxId === null) throw new Error("a policy's change has no inbox");
  return toRow<PolicyChangeRow>({ ...found, inboxId, from: fromJson(from), to: fromJson(to) });
}

const toDto = ({ from, to, ...found }: StoredRow<SettingChangeRow>): SettingChangeDto =>
  toSettingChangeFields(toRow<SettingChangeRow>({ ...found, from: fromJson(from), to: fromJson(to) }));

/** Null and absent: not filtered. */
export type ChangeFilter = {
  inboxId?: number | null;
  subject?: SettingChangeDto["subject"] | null;
  /** The member who made the change, also by one of their tokens. */
  userId?: number | null;
  from?: Date | null;
  /** Exclusive. */
  to?: Date | null;
};

type ChangePage = ChangeFilter & {
  /** An id. */
  before: number | null;
  limit: number;
};

/** Changes by a member, also by one of their tokens. */
async function madeBy(db: Db, accountId: number, userId: number): Promise<Prisma.SettingChangeWhereInput> {
  const tokens = await prismaOf(db).apiToken.findMany({ where: { accountId, userId }, select: { id: true } });
  const by = (type: string, id: number) => ({
    AND: [{ actor: { path: ["type"], equals: type } }, { actor: { path: ["id"], equals: id } }],
  });
  return { OR: [by("user", userId), ...tokens.map(({ id }) => by("token", Number(id)))] };
}

/**
 * A page of the account's audit log, newest first. Index: setting_change_inbox or setting_change_subject with such a
 * filter, else the key.
 */
export async function listSettingChanges(
  db: Db,
  accountId: number,
  { limit, ...filter }: ChangePage,
): Promise<SettingChangeDto[]> {
  const { inboxId, subject, userId, from, to, before } = filter;
  const found = await prismaOf(db).settingChange.findMany({
    where: {
      accountId,
      ...(inboxId && { inboxId }),
      ...(subject && { subject }),
      ...(before !== null && { id: { lt: before } }),
      at: { ...(from && { gte: from }), ...(to && { lt: to }) },
      ...(userId && (await madeBy(db, accountId, userId))),
    },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
  return found.map(toDto);
}

/** The last change of each of an inbox's settings. */
export async function listLastChanges(
  db: Db,
  accountId: number,
  { inboxId, settings }: { inboxId: number; settings: readonly string[] },
): Promise<SettingChangeDto[]> {
  const prisma = prismaOf(db);
  const lasts = await prisma.settingChange.groupBy({
    by: ["setting"],
    where: { accountId, inboxId, setting: { in: [...settings] } },
    _max: { id: true },
  });
  const found = await prisma.settingChange.findMany({
    where: { accountId, id: { in: lasts.flatMap(({ _max: { id } }) => id ?? []) } },
    orderBy: { setting: "asc" },
    select: FIELDS,
  });
  return found.map(toDto);
}

/** The last entry about an inbox itself, or 0. Index: setting_change_inbox. */
export async function findLastChange(
  db: Db,
  accountId: number,
  { inboxId, setting }: { inboxId: number; setting: string },
): Promise<number> {
  const found = await prismaOf(db).settingChange.findFirst({
    where: { accountId, inboxId, subject: "inbox", setting },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  return Number(found?.id ?? 0);
}
