import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type LogRow, readLog } from "@/server/store/events/log/event-log";
import { timeOutOperations } from "@/server/worker/jobs/queue-jobs";
import { startRelay } from "@/server/worker/relay/relay-loop";
import { bundled } from "@/test/support/processes/bundled";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createStage, type Stage } from "./stage";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("relays that start after a kill between commit and relay stamp the event exactly once", async () => {
  const stage = await createStage(world);
  await world.relay();
  expect(await resolveAndDie(stage, "after")).toBe("SIGKILL");
  expect(await statusOf(stage)).toBe("resolved");

  const stamped: LogRow[] = [];
  const onError = (error: unknown) => {
    throw error;
  };
  const options = { database: world.database, now: () => new Date(), onError };
  const relays = [1, 2, 3].map(() =>
    startRelay({ ...options, onStamped: (rows) => void stamped.push(...rows) }),
  );
  expect(await waitUntil(() => stamped.length > 0, { withinMs: 90_000 })).toBe(true);
  await Promise.all(relays.map((relay) => relay.stop()));

  const log = await readLog(world.database, stage.accountId, { after: 0, limit: 1000 });
  const changes = log.filter((row) => row.type === "conversation.status_changed");
  expect([stamped.length, changes.length]).toEqual([1, 1]);
  expect(log.map((row) => row.seq)).toEqual(log.map((_, i) => i + 1));
});

test("a kill before the commit leaves neither the change nor its event", async () => {
  const stage = await createStage(world);
  await world.relay();
  expect(await resolveAndDie(stage, "before")).toBe("SIGKILL");
  expect([await statusOf(stage), await world.relay()]).toEqual(["open", []]);
});

test.each([
  ["before", "open", ["operation.timed_out"]],
  ["after", "resolved", ["conversation.status_changed", "operation.succeeded"]],
] as const)(
  "a kill %s the commit of a call with `Prefer: confirm` leaves one confirmation with the true result",
  async (when, status, types) => {
    const stage = await createStage(world);
    await world.relay();
    expect(await resolveAndDie(stage, when, "confirmed")).toBe("SIGKILL");
    const now = () => new Date(Date.now() + 11_000);
    const faults: unknown[] = [];
    const log = { error: (...fault: unknown[]) => void faults.push(fault) };
    const run = createRun({ database: world.database, now, onCommitted: () => {} });
    const watch = () => timeOutOperations({ database: world.database, run, now, log });
    await Promise.all([watch(), watch()]);
    await watch();
    expect([await statusOf(stage), (await world.relay()).map(({ type }) => type), faults]).toEqual([
      status,
      types,
      [],
    ]);
  },
);

/** Resolves the conversation in a separate process. Returns the signal that ended it. */
async function resolveAndDie(
  stage: Stage,
  when: "before" | "after",
  ...confirmed: string[]
): Promise<string | null> {
  const about = [world.url, stage.accountId, stage.conversation.id, when, ...confirmed].map(String);
  const child = spawn(process.execPath, [...bundled("test/support/processes/kill-at-commit.ts"), ...about], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(child, "close");
  return child.signalCode;
}

async function statusOf(stage: Stage): Promise<string | undefined> {
  const [row] = await world.database.query<{ status: string }>(
    `select status from conversation where id = $1`,
    [stage.conversation.id],
  );
  return row?.status;
}
