import type { Caller } from "@/server/contract/_shared/caller";
import type { PolicyChangeDto, SettingChangeDto } from "@/server/contract/inbox/setting-change";
import { csvLine } from "@/server/domain/contact/contact-import";
import { createZonedTime } from "@/server/lib/zoned-time";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { idOf, type Page, pageById, readAsOf } from "@/server/queries/_shared/page";
import { getAccount } from "@/server/queries/members/account";
import type { Database } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { atReplica } from "@/server/store/_replicas/at-replica";
import {
  type ChangeFilter,
  POLICY_CHANGE_FIELDS,
  listSettingChanges as readChanges,
  toPolicyChange,
} from "@/server/store/inboxes/setting-changes";
import { getInbox } from "./list-inboxes";

type ListSettingChanges = ChangeFilter & { cursor?: string | null; limit: number };

/** The audit log: changes of settings, members and tokens, newest first. Administrators only. */
export function listSettingChanges(
  database: Database,
  caller: Caller,
  { cursor, limit, ...filter }: ListSettingChanges,
): Promise<Page<SettingChangeDto>> {
  const before = idOf(cursor);
  return atReplica(database).snapshot(async (db) => {
    if (filter.inboxId) await getInbox(db, caller, filter.inboxId);
    administratorsOnly(caller);
    const found = await readChanges(db, caller.accountId, { ...filter, before, limit: limit + 1 });
    return pageById(found, limit, await readAsOf(db, caller.accountId));
  });
}

/** The entries of the audit log about an inbox's policy, newest first. */
export function listPolicyChanges(
  database: Database,
  caller: Caller,
  { inboxId, cursor, limit }: { inboxId: number; cursor?: string | null; limit: number },
): Promise<Page<PolicyChangeDto>> {
  const before = idOf(cursor);
  return atReplica(database).snapshot(async (db) => {
    await getInbox(db, caller, inboxId);
    const found = await prismaOf(db).settingChange.findMany({
      where: {
        accountId: caller.accountId,
        inboxId,
        subject: "policy",
        ...(before !== null && { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
      select: POLICY_CHANGE_FIELDS,
    });
    const changes = found.map(toPolicyChange).map((row) => ({ ...row, at: row.at.toISOString() }));
    return pageById(changes, limit, await readAsOf(db, caller.accountId));
  });
}

const PAGE = 500;

export type ExportChanges = ChangeFilter & { format: "csv" | "jsonl" };

/**
 * The audit log as a file, newest first, a page of lines at a time. Each page is read on demand. An entry is written once and
 * never changed, so the file has all entries from before the call. In CSV, times are those of the account's time zone, with its
 * offset. Administrators only.
 */
export async function exportSettingChanges(
  database: Database,
  caller: Caller,
  { format, ...filter }: ExportChanges,
): Promise<AsyncGenerator<string>> {
  if (filter.inboxId) await getInbox(database, caller, filter.inboxId);
  administratorsOnly(caller);
  const { timeZone } = await getAccount(database, caller);
  return linesOf(atReplica(database), caller.accountId, { format, timeZone, ...filter });
}

async function* linesOf(
  database: Database,
  accountId: number,
  { format, timeZone, ...filter }: ExportChanges & { timeZone: string | undefined },
): AsyncGenerator<string> {
  if (format === "csv") yield `\uFEFF${csvLine(COLUMNS)}`; // without the byte order mark Excel does not detect UTF-8
  const lineOf =
    format === "csv" ? csvIn(timeZone) : (change: SettingChangeDto) => `${JSON.stringify(change)}\n`;
  for (let before: number | null = null; ; ) {
    const changes: SettingChangeDto[] = await readChanges(database, accountId, {
      ...filter,
      before,
      limit: PAGE,
    });
    yield changes.map(lineOf).join("");
    before = changes.at(-1)?.id ?? null;
    if (changes.length < PAGE) return;
  }
}

const COLUMNS = [
  "id",
  "at",
  "actor type",
  "actor id",
  "actor",
  "via",
  "subject",
  "subject id",
  "subject name",
  "inbox id",
  "setting",
  "from",
  "to",
  "reason",
  "reverts",
];

function csvIn(timeZone: string | undefined): (change: SettingChangeDto) => string {
  const time = createZonedTime(timeZone);
  return (change) =>
    csvLine([
      change.id,
      time(change.at),
      change.actor.type,
      change.actor.id,
      change.actor.name,
      change.via,
      change.subject,
      change.subjectId,
      change.subjectName,
      change.inboxId,
      change.setting,
      JSON.stringify(change.from),
      JSON.stringify(change.to),
      change.reason,
      change.revertsId,
    ]);
}
