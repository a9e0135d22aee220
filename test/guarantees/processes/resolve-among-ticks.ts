import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createReceiptQueue } from "@/server/commands/receipts/_steps/receipt-queue";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom } from "@/server/setup/demo/random";
import { startRelay } from "@/server/worker/relay/relay-loop";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { bundled } from "@/test/support/processes/bundled";
import { fill, find, start, typesOf } from "@/test/support/scenes/bulk-scene";
import type { World } from "@/test/support/scenes/world";

const TICKED = 60;
const TICKERS = 2;
const SIGNALS = ["sent", "delivered", "read"] as const;
const WITHIN = { withinMs: 600_000, everyMs: 10 };

type Among = { conversations: number; kills: number; seed: number };

/**
 * Resolves many conversations by worker processes, some of which are killed with -9, while their messages are ticked. A
 * second operation finds most of them resolved. Fails if the progress ever disagrees with the log, or if a tick is lost.
 * @returns `wanted`: the conversations to resolve; `changed`: the conversation of every event in the log; the number of
 * reports.
 */
export async function resolveAmongTicks(world: World, { conversations, kills, seed }: Among) {
  world.clock.now = new Date(); // the workers' own clock
  const stage = await createStage(world);
  world.clock.now = new Date();
  const ids = await fill(stage, conversations);
  const messageIds = await sendInto(stage, ids);
  const relay = liveRelay(world);
  const ticks = startTicks(world, { stage, messageIds, seed, wake: relay.wake });

  world.clock.now = new Date();
  const bulk = await start(stage, { target: { ids: [...ids, stage.conversation.id] }, timeoutS: 3600 });
  const doubled = await start(stage, { target: { ids }, timeoutS: 3600 });
  const done = async () => (await find(stage, bulk))?.succeeded ?? 0;
  for (let kill = 1; kill <= kills; kill++) {
    const worker = startWorker(world);
    const enough = Math.floor((conversations * kill) / (kills + 1));
    expect(await waitUntil(async () => (await done()) >= enough, WITHIN)).toBe(true);
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  const worker = startWorker(world);
  for (const one of [bulk, doubled]) {
    const hasEnded = async () => (await find(stage, one))?.state !== "running";
    expect(await waitUntil(hasEnded, WITHIN)).toBe(true);
  }
  worker.kill("SIGTERM");
  const ticked = await ticks.stop();
  const isStamped = async () => (await world.database.query("select 1 from outbox limit 1")).length === 0;
  expect(await waitUntil(isStamped, WITHIN)).toBe(true);

  const changed = [...(await verifyBulk(stage, bulk)), ...(await verifyBulk(stage, doubled))];
  await verifyTicks(stage, messageIds);
  return { wanted: ascending([...ids, stage.conversation.id]), changed: ascending(changed), ticked };
}

const ascending = (ids: readonly number[]): number[] => ids.toSorted((a, b) => a - b);

/** A message to tick in each of some conversations, from the first to the last. */
async function sendInto({ world, admin }: Stage, ids: readonly number[]): Promise<number[]> {
  const every = Math.floor(ids.length / TICKED);
  const messageIds: number[] = [];
  for (const conversationId of ids.filter((_, i) => i % every === 0).slice(0, TICKED)) {
    const { result } = await world.run(sendMessage, admin, {
      conversation: { conversationId },
      content: "Hello",
    });
    messageIds.push(result.message.id);
  }
  return messageIds;
}

function liveRelay({ database }: World) {
  const relay = startRelay({
    database,
    now: () => new Date(),
    followed: () => [],
    onStamped: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  onTestFinished(() => relay.stop());
  return relay;
}

function startWorker({ url }: World): ChildProcess {
  const child = spawn(process.execPath, [...bundled("test/support/processes/bulk-worker.ts"), url], {
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

type Ticking = { stage: Stage; messageIds: readonly number[]; seed: number; wake: () => void };

/** Reports at random until stopped, then `read` of each. Checks the status that each report answers. */
function startTicks({ database }: World, { stage, messageIds, seed, wake }: Ticking) {
  const queue = createReceiptQueue(createRun({ database, now: () => new Date(), onCommitted: wake }));
  let isStopping = false;
  let count = 0;
  const keep = async (worker: number) => {
    const random = createRandom(seed * 100 + worker);
    while (!isStopping) {
      const receipt = { messageId: random.pick(messageIds), signal: random.pick(SIGNALS) };
      await queue.record(stage.admin, [receipt]);
      count += 1;
    }
  };
  const working = Promise.all(Array.from({ length: TICKERS }, (_, i) => keep(i)));
  return {
    async stop(): Promise<number> {
      isStopping = true;
      await working;
      await queue.record(
        stage.admin,
        messageIds.map((messageId) => ({ messageId, signal: "read" as const })),
      );
      return count;
    },
  };
}

type LoggedEvent = { type: string; id: number; to: string | null; processed: number; succeeded: number };

/** @returns the conversations that it changed. */
async function verifyBulk(
  { world, accountId }: Stage,
  { id, operationId }: { id: number; operationId: string },
): Promise<number[]> {
  const events = await world.database.query<LoggedEvent>(
    `select type, resource_id as id, body -> 'changes' -> 'status' ->> 'to' as to,
            (body -> 'data' ->> 'processed')::int as processed, (body -> 'data' ->> 'succeeded')::int as succeeded
       from event where account_id = $1 and operation_id = $2 order by seq`,
    [accountId, operationId],
  );
  const changed: number[] = [];
  let processed = 0;
  for (const event of events) {
    if (event.type === "conversation.status_changed") {
      expect(event.to).toBe("resolved");
      changed.push(event.id);
    } else if (event.type.startsWith("bulk.") && event.type !== "bulk.started") {
      expect(event.succeeded).toBe(changed.length);
      expect(event.processed).toBeGreaterThan(processed);
      processed = event.processed;
    }
  }
  const { "conversation.status_changed": _, "bulk.progress": __, ...others } = typesOf(events);
  expect(others).toEqual({ "bulk.started": 1, "bulk.completed": 1, "operation.succeeded": 1 });
  const [row] = await world.database.query<{ total: number; succeeded: number; unchanged: number }>(
    "select total, succeeded, unchanged from bulk_operation where account_id = $1 and id = $2",
    [accountId, id],
  );
  expect(row).toMatchObject({ succeeded: changed.length, unchanged: (row?.total ?? 0) - changed.length });
  return changed;
}

/** Each message ends as read, with one event for every status that it had, in rising order. */
async function verifyTicks({ world, accountId }: Stage, messageIds: readonly number[]): Promise<void> {
  const rows = await world.database.query<{ status: string; version: number; statuses: string[] }>(
    `select m.status, m.version, array(
        select e.body -> 'data' ->> 'status' from event e
         where e.account_id = $1 and e.resource_id = m.id and e.type = 'message.status_changed' order by e.seq) as statuses
       from message m where m.account_id = $1 and m.id = any($2::bigint[])`,
    [accountId, messageIds],
  );
  expect(rows).toHaveLength(messageIds.length);
  for (const { status, version, statuses } of rows) {
    expect(status).toBe("read");
    expect(statuses).toEqual(SIGNALS.filter((signal) => statuses.includes(signal)));
    expect(statuses.at(-1)).toBe("read");
    expect(version).toBe(statuses.length + 2); // it was created, and it was to be sent
  }
}
