import type { Caller } from "@/server/contract/_shared/caller";
import type { HealthPeriod } from "@/server/contract/health/constants";
import type { HealthErrorDto } from "@/server/contract/health/health";
import { csvLine } from "@/server/domain/contact/contact-import";
import { createZonedTime } from "@/server/lib/zoned-time";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { getInbox, listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { getAccount } from "@/server/queries/members/account";
import type { Db } from "@/server/store/_postgres/db";
import { listErrors } from "@/server/store/health/attempts";
import { sinceOf } from "./health";

const ERRORS_MAX = 10_000;

const COLUMNS = [
  "error",
  "failed attempts",
  "still failed",
  "newest",
  "inbox ids",
  "inboxes",
  "newest text",
  "newest message id",
];

type ExportErrors = { period: HealthPeriod; inboxId: number | null; now: Date };

/**
 * The reasons of failures in a period as CSV, the most frequent first, at most 10,000; times in the account's time zone, with its offset. Administrators only; refuses
 * `inbox.not_found`.
 */
export async function exportErrors(
  db: Db,
  caller: Caller,
  { period, inboxId, now }: ExportErrors,
): Promise<AsyncGenerator<string>> {
  administratorsOnly(caller);
  if (inboxId !== null) await getInbox(db, caller, inboxId);
  const since = sinceOf(period, now);
  const errors = await listErrors(db, caller.accountId, { since, now, inboxId, limit: ERRORS_MAX });
  const names = new Map((await listInboxes(db, caller)).map(({ id, name }) => [id, name]));
  const time = createZonedTime((await getAccount(db, caller)).timeZone);
  return linesOf(errors, names, time);
}

async function* linesOf(
  errors: readonly HealthErrorDto[],
  names: ReadonlyMap<number, string>,
  time: (at: string) => string,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(COLUMNS)}`; // without the byte order mark Excel does not detect UTF-8
  for (const { error, attempts, open, newestAt, inboxIds, examples } of errors) {
    const inboxes = inboxIds.map((id) => names.get(id) ?? id);
    const [example] = examples;
    const counts = [attempts, open, time(newestAt), inboxIds.join(" "), inboxes.join(", ")];
    yield csvLine([error, ...counts, example?.error ?? null, example?.messageId ?? null]);
  }
}
