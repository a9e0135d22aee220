import type { Caller } from "@/server/contract/_shared/caller";
import { HEALTH_COUNT_MAX, type HealthPeriod, PERIOD_HOURS } from "@/server/contract/health/constants";
import {
  HEALTH_ERRORS_MAX,
  type HealthDto,
  type HealthErrorDto,
  type HealthQueuesDto,
} from "@/server/contract/health/health";
import { csvLine } from "@/server/domain/contact/contact-import";
import { createZonedTime } from "@/server/lib/zoned-time";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { getInbox, listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { getAccount } from "@/server/queries/members/account";
import { listEndpoints } from "@/server/queries/webhooks/endpoints";
import type { Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { countOpenAlerts, type OpenAlerts } from "@/server/store/alerts/alerts";
import { countAttempts, listErrors } from "@/server/store/health/attempts";
import { type InboxTrouble, readAllInboxTrouble, readInboxTrouble } from "@/server/store/health/inbox-health";
import { readAllQueues, readDatabaseBytes, readQueues } from "@/server/store/health/queues";
import { readBackedUpAt } from "@/server/store/installation/installation";
import { readHealth } from "@/server/store/webhooks/endpoint-health";

const HOUR_MS = 3_600_000;

export type GetHealth = {
  period: HealthPeriod;
  /** Null: all inboxes. */
  inboxId: number | null;
  /** Instead of the inboxes' own hours; null = each inbox's own. */
  overdueHours: number | null;
  now: Date;
};

/** The beginning of a period's first hour: the current hour is its last. */
const sinceOf = (period: HealthPeriod, now: Date): Date =>
  new Date((Math.floor(now.getTime() / HOUR_MS) - PERIOD_HOURS[period] + 1) * HOUR_MS);

/**
 * Whether an account's messages leave and arrive, what failed in a period and why, and what waits. Administrators only; refuses
 * `inbox.not_found`.
 */
export async function getHealth(
  db: Db,
  caller: Caller,
  { period, inboxId, overdueHours, now }: GetHealth,
): Promise<HealthDto> {
  administratorsOnly(caller);
  if (inboxId !== null) await getInbox(db, caller, inboxId);
  return reportOf(atReplica(db), caller, { period, inboxId, overdueHours, now });
}

async function reportOf(
  db: Db,
  caller: Caller,
  { period, inboxId, overdueHours, now }: GetHealth,
): Promise<HealthDto> {
  const { accountId } = caller;
  const since = sinceOf(period, now);
  const max = HEALTH_COUNT_MAX;
  const inboxes = await readInboxTrouble(db, accountId, { now, overdueHours, max, inboxId });
  const span = { since, now, inboxId };
  const counts = await countAttempts(db, accountId, { ...span, inboxes: inboxes.length });
  return {
    at: now.toISOString(),
    period,
    since: since.toISOString(),
    overdueAfterHours: overdueHours,
    inboxes: inboxes.map(({ accountId: _, ...inbox }) => {
      const { attempts = 0, failed = 0 } = counts.byInbox.get(inbox.inboxId) ?? {};
      return { ...inbox, attempts, failedAttempts: failed };
    }),
    hours: counts.hours,
    errors: await listErrors(db, accountId, { ...span, limit: HEALTH_ERRORS_MAX }),
    isCut: counts.isCut,
    queues: await readQueues(db, accountId, { now, max }),
    endpoints: await endpointsOf(db, caller, now),
  };
}

async function endpointsOf(db: Db, caller: Caller, now: Date): Promise<HealthDto["endpoints"]> {
  const { data } = await listEndpoints(db, caller);
  const health = await readHealth(db, caller.accountId, { endpointIds: data.map(({ id }) => id), now });
  return data.flatMap(({ id, url, state, disabledReason, failingSince }) => {
    const of = health.get(id);
    return of ? [{ id, url, state, disabledReason, failingSince, health: of }] : [];
  });
}

/** Inboxes of all accounts with values of their own: each is a series of each metric. */
const INBOXES_MAX = 2_000;

/** The health of all accounts for the metrics, in five statements. For operators: it has no caller, and no names of theirs. */
export async function readAllHealth(
  db: Db,
  now: Date,
): Promise<{
  inboxes: Omit<InboxTrouble, "name">[];
  openAlerts: OpenAlerts[];
  queues: HealthQueuesDto;
  backedUpAt: Date | null;
  databaseBytes: number;
}> {
  const max = HEALTH_COUNT_MAX;
  const inboxes = await readAllInboxTrouble(db, { now, overdueHours: null, max, inboxesMax: INBOXES_MAX });
  return {
    inboxes: inboxes.map(({ name: _, ...inbox }) => inbox),
    openAlerts: await countOpenAlerts(db),
    queues: await readAllQueues(db, { now, max }),
    backedUpAt: await readBackedUpAt(db),
    databaseBytes: await readDatabaseBytes(db),
  };
}

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
  const errors = await listErrors(atReplica(db), caller.accountId, {
    since,
    now,
    inboxId,
    limit: ERRORS_MAX,
  });
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
