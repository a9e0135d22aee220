import { type StartBulk, startBulk } from "@/server/commands/bulk/bulk-operations";
import type { BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { Event } from "@/server/contract/event/event";
import { waitUntil } from "@/server/lib/async/wait-until";
import { readLog, toEvent } from "@/server/store/events/log/event-log";
import { workBulk } from "@/server/worker/bulk/work-bulk";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

export const RESOLVE: StartBulk["change"] = { action: "status", params: { signal: "resolve" } };

/** Adds so many open conversations like the stage's. */
export async function fill({ world, accountId, conversation }: Stage, count: number): Promise<number[]> {
  const rows = await world.database.query<{ id: number }>(
    `with base as (
       select * from conversation where account_id = $1 and id = $2
     ), made as (
       insert into conversation (account_id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause,
                                 status_changed_at, last_activity_at, created_at, updated_at)
       select account_id, display_id + n, inbox_id, contact_id, contact_inbox_id, 'open', cause, status_changed_at,
              last_activity_at, created_at, updated_at
         from base, generate_series(1, $3::int) as n
       returning id, account_id
     ), counted as (
       update account_counter set last_display_id = last_display_id + $3 where account_id = $1
     )
     select id from made order by id`,
    [accountId, conversation.id, count],
  );
  return rows.map(({ id }) => id);
}

export async function start(stage: Stage, more: Partial<StartBulk>): Promise<BulkOperationDto> {
  const input = { change: RESOLVE, target: null, mode: "best_effort" as const, timeoutS: 600, ...more };
  return (await stage.run(startBulk, input)).result;
}

type Found = { state: string; succeeded: number; failed: number; failures: object };

export async function find(stage: Stage, { id }: { id: number }): Promise<Found | undefined> {
  const [row] = await stage.world.database.query<Found>(
    `select state, succeeded, failed, failures from bulk_operation where account_id = $1 and id = $2`,
    [stage.accountId, id],
  );
  return row;
}

/** Runs the operation to its end. Returns the log. */
export async function finish(stage: Stage, bulk: BulkOperationDto, workers = 1): Promise<Event[]> {
  const { world } = stage;
  const { database, run } = world;
  const errors: unknown[] = [];
  const log = { warn: () => undefined, error: (fault: unknown) => errors.push(fault) };
  const all = Array.from({ length: workers }, () =>
    workBulk({ database, run, now: () => world.clock.now, log }),
  );
  await waitUntil(
    async () => {
      const state = (await find(stage, bulk))?.state;
      if (state === "running") pass(world, 1_000);
      return state !== "running";
    },
    { withinMs: 30_000 },
  );
  await Promise.all(all.map((work) => work.stop()));
  return readEvents(stage, bulk);
}

async function readEvents({ world, accountId }: Stage, bulk: BulkOperationDto): Promise<Event[]> {
  await world.relay();
  const rows = await readLog(world.database, accountId, { after: 0, limit: 100_000 });
  return rows.map(toEvent).filter(({ operationId }) => operationId === bulk.operationId);
}

export function typesOf(events: readonly { type: string }[]): Record<string, number> {
  const types: Record<string, number> = {};
  for (const { type } of events) types[type] = (types[type] ?? 0) + 1;
  return types;
}
