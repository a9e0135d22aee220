import { afterAll, beforeAll, expect, test } from "vitest";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { readHead, readLog, toEvent } from "@/server/store/events/log/event-log";
import { checkEvent, expectCounted } from "@/test/guarantees/laws/checks/event-check";
import {
  attemptWithFaults,
  markWrites,
  tablesWrittenSince,
  watchWrites,
} from "@/test/guarantees/laws/checks/faults";
import {
  countStatusChanges,
  countStatusEvents,
  findBroken,
  watchStatuses,
} from "@/test/guarantees/laws/checks/invariants";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { MOVES, OF_CHANNELS, PATHS, WITHOUT_PATH } from "@/test/guarantees/laws/paths/table";
import { drawnCases, IS_WHOLE } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { CASES, COMMANDS, commandsIn, listCommands } from "./commands";
import type { Expected } from "./entry";
import { createStage, pass, type Stage } from "./stage";

const isRefused = ({ expect: outcome }: { expect: Expected }) =>
  typeof outcome === "string" && outcome !== "nothing";

let world: World;
/** `command: type` of every event by which a command moved a conversation. */
const moving = new Set<string>();
const accounts: number[] = [];
beforeAll(async () => {
  world = await createWorld();
  await watchStatuses(world.database);
  await watchWrites(world.database);
});
afterAll(() => world.close());

test("every command has an entry with cases", () => {
  expect(listCommands()).toEqual(Object.keys(COMMANDS).sort());
});

test.each([
  [
    "with an input",
    "export async function endAll(tx: Tx, { id }: { id: number }): Promise<A> {}",
    ["end-all"],
  ],
  ["without an input", "export async function endAll(tx: Tx): Promise<Map<A, B>> {}", ["end-all"]],
  ["as a constant", "export const endAll = async (tx: Tx, { a, b }: Pair) => 1;", ["end-all"]],
  ["on several lines", "export function endAll(\n  tx: Tx,\n  { a, b }: Map<A, B>,\n): A {}", ["end-all"]],
  [
    "beside another",
    "export function a(tx: Tx, b: B) {}\nexport function c(tx: Tx, d: () => D) {}",
    ["a", "c"],
  ],
  ["beside a step", "export function a(tx: Tx, b: B) {}\nexport function c(tx: Tx, d: D, e: E) {}", ["a"]],
  ["in a file with none", "export const MAX = 1;\nfunction a(tx: Tx, b: B) {}", ["seeded"]],
])("a command is found: %s", (_, source, commands) => {
  expect(commandsIn("noun/seeded.ts", source)).toEqual(commands);
});

/** It deletes an account's log, so no events lead from one state to the other. Its own test compares the tables. */
const WITHOUT_REDUCTION = "remove-demo";

test("every command has a case that succeeds", () => {
  for (const [name, { cases }] of Object.entries(COMMANDS))
    if (name !== WITHOUT_REDUCTION)
      expect([name, cases.some((one) => !isRefused(one))]).toEqual([name, true]);
});

/** What is refused writes nothing, so the next such case begins with the same stage, at the same time. */
let untouched: { stage: Stage; at: Date } | null = null;

async function expectRefused(one: (typeof CASES)[number]): Promise<void> {
  const { now } = world.clock;
  const { stage, at } = (one.isPlain ? untouched : null) ?? (await createUntouched());
  if (one.isPlain) untouched = null; // unless this one passes
  world.clock.now = at;
  const attempt = await one.prepare(stage);
  pass(world);
  const written = await markWrites(world.database);
  const refusal = await attempt(world.run).catch((error: unknown) => error);
  expect(isRefusal(refusal) ? refusal.refusal : refusal).toBe(one.expect);
  expect(await tablesWrittenSince(world.database, written)).toEqual([]);
  await expectCounted(world.database, stage);
  if (one.isPlain) untouched = { stage, at };
  if (now > world.clock.now) world.clock.now = now;
}

async function createUntouched(): Promise<{ stage: Stage; at: Date }> {
  const stage = await createStage(world);
  accounts.push(stage.accountId);
  return { stage, at: world.clock.now };
}

/**
 * The first case of each command that makes events: each of its statements fails in turn, those of the others in part. Where
 * cases are drawn, statements are too.
 */
const THOROUGH = new Set(
  Object.keys(COMMANDS).map((name) =>
    CASES.find(({ command, expect: outcome }) => command === name && typeof outcome !== "string"),
  ),
);

test.each(drawnCases(CASES).map((one) => [one.name, one] as const))(
  "law 1, also after faults at any statement: %s",
  async (_, one) => {
    if (isRefused(one)) return expectRefused(one);
    const stage = await createStage(world);
    const attempt = await one.prepare(stage);
    accounts.push(stage.accountId);
    pass(world);
    const before = await readSnapshot(world.database, [stage.accountId]);
    const { events, operationId } = await attemptWithFaults(world, attempt, {
      isThorough: IS_WHOLE && THOROUGH.has(one),
    });
    for (const { type } of events) if (MOVES.has(type)) moving.add(`${one.command}: ${type}`);
    const opened = events.flatMap((e) => (e.type === "account.created" ? [e.resource.id] : []));
    accounts.push(...opened);
    expect(events.map(({ type }) => type)).toEqual(one.expect === "nothing" ? [] : one.expect);
    for (const event of events) expect(event.operationId).toBe(operationId);
    const after = await readSnapshot(world.database, [stage.accountId, ...opened]);
    expect(reduceAll(before, events)).toEqual(after);
    await expectCounted(world.database, stage);
  },
);

test("the table of paths has every event by which a command moves a conversation, and no command without one", () => {
  const inTable = new Set(
    PATHS.flatMap(({ commands, events }) =>
      commands.flatMap((command) => events.map((type) => `${command}: ${type}`)),
    ),
  );
  const isOfChannel = (move: string) => OF_CHANNELS.some((command) => move.startsWith(`${command}: `));
  expect([...moving].filter((move) => !inTable.has(move) && !isOfChannel(move))).toEqual([]);
  expect(
    WITHOUT_PATH.filter((command) => [...moving].some((move) => move.startsWith(`${command}: `))),
  ).toEqual([]);
});

test("law 3: as many status events as changes of status columns, resource by resource", async () => {
  const changes = await countStatusChanges(world.database);
  expect(changes.length).toBeGreaterThan(0); // also of the drawn cases
  expect(await countStatusEvents(world.database)).toEqual(changes);
});

test("after all commands no row breaks a rule of the tables", async () => {
  expect(await findBroken(world.database)).toEqual({});
});

test("law 4: the log from 0 replays to the tables; every event has its shape and its hash", async () => {
  await world.relay();
  for (const accountId of accounts) {
    const events = (await readLog(world.database, accountId, { after: 0, limit: 1000 })).map(toEvent);
    expect(events.map((e) => e.seq)).toEqual(events.map((_, i) => i + 1));
    expect((await readHead(world.database, accountId))?.lastSeq).toBe(events.length);
    for (const event of events) checkEvent(event);
    expect(reduceAll(emptySnapshot, events)).toEqual(await readSnapshot(world.database, [accountId]));
  }
  // An account for each case of each command.
}, 180_000);
