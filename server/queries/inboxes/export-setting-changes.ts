import type { Caller } from "@/server/contract/_shared/caller";
import type { SettingChangeDto } from "@/server/contract/inbox/setting-change";
import { csvLine } from "@/server/domain/contact/contact-import";
import { createZonedTime } from "@/server/lib/zoned-time";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { getAccount } from "@/server/queries/members/account";
import type { Database } from "@/server/store/_postgres/db";
import { type ChangeFilter, listSettingChanges } from "@/server/store/inboxes/setting-changes";
import { getInbox } from "./list-inboxes";

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
  return linesOf(database, caller.accountId, { format, timeZone, ...filter });
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
    const changes: SettingChangeDto[] = await listSettingChanges(database, accountId, {
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
