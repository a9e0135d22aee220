import type { PolicyChangeDto, SettingChangeDto } from "@/server/contract/inbox/setting-change";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import {
  type Columns,
  fieldsOf,
  fromJson,
  type StoredRow,
  select,
  toRow,
} from "@/server/store/_rows/columns";
import type { Changes, Tx } from "@/server/store/events/tx";

/** The subject of the change, with its name at that time. */
type Subject = Pick<SettingChangeDto, "subject" | "subjectId" | "subjectName"> & {
  inboxId?: number;
  /** The caller's by default. */
  accountId?: number;
};
type Why = Pick<SettingChangeDto, "reason" | "revertsId">;

/** Appends to the account's audit log, one entry per setting, with the caller and the edge. */
export function appendSettingChanges(
  tx: Tx,
  { subject, subjectId, subjectName, inboxId, accountId }: Subject,
  changes: Changes,
  { reason, revertsId }: Why = { reason: null, revertsId: null },
): Promise<{ id: number; setting: string }[]> {
  const settings = Object.keys(changes);
  const json = (side: "from" | "to") => settings.map((s) => JSON.stringify(changes[s]?.[side] ?? null));
  return tx.query(
    `insert into setting_change (account_id, subject, subject_id, subject_name, inbox_id, setting, from_value,
                                 to_value, reason, reverts_id, actor, via, at)
     select $1, $2, $3, $4, $5, c.setting, c.from_value, c.to_value, $9, $10, $11, $12, $13
       from unnest($6::text[], $7::jsonb[], $8::jsonb[]) as c (setting, from_value, to_value)
     returning id, setting`,
    [
      accountId ?? tx.caller.accountId,
      subject,
      subjectId,
      subjectName,
      inboxId ?? null,
      settings,
      json("from"),
      json("to"),
      reason,
      revertsId,
      tx.caller.actor,
      tx.caller.via,
      tx.now,
    ],
  );
}

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

export const POLICY_CHANGE_COLUMNS: Columns<PolicyChangeRow> = {
  id: "$.id",
  inboxId: "$.inbox_id",
  setting: "$.setting",
  from: "$.from_value",
  to: "$.to_value",
  reason: "$.reason",
  revertsId: "$.reverts_id",
  actor: "$.actor",
  via: "$.via",
  at: "$.at",
};

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

export const POLICY_CHANGE_FIELDS = fieldsOf(POLICY_CHANGE_COLUMNS);

export type SettingChangeRow = Omit<SettingChangeDto, "at"> & { at: Date };

export const SETTING_CHANGE_COLUMNS: Columns<SettingChangeRow> = {
  ...POLICY_CHANGE_COLUMNS,
  subject: "$.subject",
  subjectId: "$.subject_id",
  subjectName: "$.subject_name",
};

const toDto = (row: SettingChangeRow): SettingChangeDto => ({ ...row, at: row.at.toISOString() });

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

/** Conditions on the parameter `?`; $1 is the account. */
const CONDITIONS = {
  inboxId: "inbox_id = ?",
  subject: "subject = ?",
  userId: `(actor->>'type' = 'user' and (actor->>'id')::bigint = ? or actor->>'type' = 'token'
    and (actor->>'id')::bigint in (select t.id from api_token t where t.account_id = $1 and t.user_id = ?))`,
  from: "at >= ?",
  to: "at < ?",
  before: "id < ?",
} as const satisfies Record<Exclude<keyof ChangePage, "limit">, string>;

/**
 * A page of the account's audit log, newest first. Index: setting_change_inbox or setting_change_subject with such a
 * filter, else the key.
 */
export async function listSettingChanges(
  db: Db,
  accountId: number,
  { limit, ...filter }: ChangePage,
): Promise<SettingChangeDto[]> {
  const values: unknown[] = [accountId];
  const conditions = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
    const value = filter[name as keyof typeof CONDITIONS] ?? null; // of its own keys
    return value === null ? [] : [`and ${condition.replaceAll("?", `$${values.push(value)}`)}`];
  });
  const rows = await db.query<SettingChangeRow>(
    `select ${select(SETTING_CHANGE_COLUMNS)} from setting_change where account_id = $1 ${conditions.join(" ")}
      order by id desc limit $${values.push(limit)}`,
    values,
  );
  return rows.map(toDto);
}

/** The last change of each of an inbox's settings. */
export async function listLastChanges(
  db: Db,
  accountId: number,
  { inboxId, settings }: { inboxId: number; settings: readonly string[] },
): Promise<SettingChangeDto[]> {
  const rows = await db.query<SettingChangeRow>(
    `select distinct on (setting) ${select(SETTING_CHANGE_COLUMNS)} from setting_change
      where account_id = $1 and inbox_id = $2 and setting = any($3::text[]) order by setting, id desc`,
    [accountId, inboxId, settings],
  );
  return rows.map(toDto);
}
