import type { PolicyChangeDto, SettingChangeDto } from "@/server/contract/inbox/setting-change";
import type { Db } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import type { Changes, Tx } from "@/server/store/events/tx";

/** Whose setting was changed, as it was called then. */
type Subject = Pick<SettingChangeDto, "subject" | "subjectId" | "subjectName"> & {
  inboxId?: number;
  /** The caller's, unless said. */
  accountId?: number;
};
type Why = Pick<SettingChangeDto, "reason" | "revertsId">;

/** Appends to the account's change log, an entry for each setting, with who asked and through what. */
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
  const [row] = await tx.query<PolicyChangeRow>(
    `select ${select(POLICY_CHANGE_COLUMNS)} from setting_change
      where account_id = $1 and inbox_id = $2 and subject = 'policy' and id = $3`,
    [tx.caller.accountId, inboxId, changeId],
  );
  return row ?? null;
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

export type SettingChangeRow = Omit<SettingChangeDto, "at"> & { at: Date };

const COLUMNS: Columns<SettingChangeRow> = {
  ...POLICY_CHANGE_COLUMNS,
  subject: "$.subject",
  subjectId: "$.subject_id",
  subjectName: "$.subject_name",
};

const toDto = (row: SettingChangeRow): SettingChangeDto => ({ ...row, at: row.at.toISOString() });

type Filter = {
  inboxId: number | null;
  subject: SettingChangeDto["subject"] | null;
  /** An id. */
  before: number | null;
  limit: number;
};

/**
 * A page of the account's change log, newest first. Index: setting_change_inbox or setting_change_subject where that is
 * asked for, else the key.
 */
export async function listSettingChanges(
  db: Db,
  accountId: number,
  { inboxId, subject, before, limit }: Filter,
): Promise<SettingChangeDto[]> {
  const rows = await db.query<SettingChangeRow>(
    `select ${select(COLUMNS)} from setting_change
      where account_id = $1 and ($2::bigint is null or inbox_id = $2) and ($3::text is null or subject = $3)
        and ($4::bigint is null or id < $4)
      order by id desc limit $5`,
    [accountId, inboxId, subject, before, limit],
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
    `select distinct on (setting) ${select(COLUMNS)} from setting_change
      where account_id = $1 and inbox_id = $2 and setting = any($3::text[]) order by setting, id desc`,
    [accountId, inboxId, settings],
  );
  return rows.map(toDto);
}
