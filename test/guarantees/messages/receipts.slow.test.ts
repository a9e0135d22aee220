import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { retryMessage } from "@/server/commands/messages/retry-message";
import type { ReceiptInput } from "@/server/commands/receipts/_steps/receipt-targets";
import { markReadUpTo, recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import { conversation, report } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { holdsAsync } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

type Report = Omit<ReceiptInput, "messageId">;

/** The tick of a failed and retried message after these reports, in these batches. */
async function tickAfter(batches: readonly Report[][], seenUpTo: Date | null) {
  const stage = await createStage(world);
  await report("outgoing", "failed", { sourceId: `first-${stage.outgoing.id}` })(stage);
  await stage.run(retryMessage, { messageId: stage.outgoing.id });
  if (seenUpTo) await stage.run(markReadUpTo, { conversation: conversation(stage), at: seenUpTo });
  const ofStage = ({ sourceId, ...rest }: Report): ReceiptInput => ({
    ...rest,
    messageId: stage.outgoing.id,
    sourceId: sourceId ? `${sourceId}-${stage.outgoing.id}` : null,
  });
  for (const batch of batches) await stage.run(recordReceipts, { receipts: batch.map(ofStage) });
  const [tick] = await world.database.query(
    `select status, external_error, attempt, left_at from message where account_id = $1 and id = $2`,
    [stage.accountId, stage.outgoing.id],
  );
  return tick;
}

const instant = fc
  .integer({ min: 0, max: 5 })
  .map((second) => new Date(Date.UTC(2026, 10, 20, 8, 0, 3 * second)));
const reports = fc.array(
  fc.record<Report>({
    signal: fc.constantFrom("sent", "failed", "delivered", "read"),
    at: instant,
    error: fc.constantFrom(null, "a", "b"),
    sourceId: fc.constantFrom(null, null, "first", "a", "b"),
  }),
  { minLength: 1, maxLength: 6 },
);
/** The same reports permuted, one of them twice, cut into two batches. */
const again = reports.chain((list) =>
  fc
    .tuple(fc.subarray(list, { maxLength: 1 }), fc.nat(6), fc.option(instant, { nil: null }))
    .chain(([twice, cut, seen]) =>
      fc.shuffledSubarray([...list, ...twice], { minLength: list.length + twice.length }).map((shuffled) => ({
        list,
        seen,
        batches: [shuffled.slice(0, cut), shuffled.slice(cut)],
      })),
    ),
);

test("law 2 on Postgres: reports in any order, batch and number end in the same tick", async () => {
  await holdsAsync(
    fc.asyncProperty(again, async ({ list, batches, seen }) => {
      const oneByOne = await tickAfter(
        list.map((r) => [r]),
        seen,
      );
      expect(await tickAfter(batches, seen)).toEqual(oneByOne);
    }),
    { runs: 8 },
  );
});

const results = async (stage: Stage, receipts: ReceiptInput[]) =>
  (await stage.run(recordReceipts, { receipts })).result.map(({ result }) => result);

test("each report gets its own result, in the order given", async () => {
  const stage = await createStage(world);
  const [out, inn, inboxId] = [stage.outgoing.id, stage.incoming.id, stage.inbox.id];
  expect(
    await results(stage, [
      { messageId: out, signal: "read" },
      { messageId: inn, signal: "read" },
      { messageId: out, signal: "sent" },
      { inboxId, sourceId: "unknown", signal: "sent" },
      { messageId: out, attempt: 2, signal: "read" },
      { messageId: 999_999_999, signal: "read" },
      { inboxId: 999_999_999, sourceId: "x", signal: "read" },
      { signal: "read" },
    ]),
  ).toEqual([
    "applied",
    "no_tick",
    "stale",
    "parked",
    "receipt.unknown_attempt",
    "message.not_found",
    "inbox.not_found",
    "input.invalid",
  ]);
});

test("a report that cannot be stored fails alone, for any reason", async () => {
  const stage = await createStage(world);
  const { id: messageId } = stage.outgoing;
  const bad: ReceiptInput[] = [
    { messageId, signal: "failed", error: "a\0b" },
    { messageId: 1e30, signal: "read" },
    { inboxId: stage.inbox.id, sourceId: "a\0b", signal: "read" },
    { messageId, signal: "sent", sourceId: "a\0b" },
  ];
  for (const receipt of bad) expect(await results(stage, [receipt])).toEqual(["input.invalid"]);
  expect(await results(stage, [...bad, { messageId, signal: "delivered" }])).toEqual([
    ...bad.map(() => "input.invalid"),
    "applied",
  ]);
});

test("reports that only Postgres refuses are repeated one by one, in the order of the answers", async () => {
  const stage = await createStage(world);
  await poisonReceipts();
  const receipts: ReceiptInput[] = [
    { messageId: stage.outgoing.id, signal: "delivered" },
    { messageId: stage.incoming.id, signal: "read" },
    { messageId: stage.outgoing.id, signal: "failed", error: "poison" },
    { inboxId: stage.inbox.id, sourceId: "later", signal: "read" },
    { messageId: stage.outgoing.id, signal: "read" },
  ];
  expect(await results(stage, receipts)).toEqual([
    "applied",
    "no_tick",
    "input.invalid",
    "parked",
    "applied",
  ]);
});

/** Postgres refuses receipts with this text, as it would a date out of range. */
async function poisonReceipts(): Promise<void> {
  await world.database.query(`
    create or replace function poison() returns trigger language plpgsql as $$
    begin
      if new.error = 'poison' then raise exception 'made' using errcode = '22008'; end if;
      return new;
    end $$`);
  await world.database.query(
    `create trigger poison before insert on message_receipt for each row execute function poison()`,
  );
}

test("the timeline keeps every report with its attempt and result", async () => {
  const stage = await createStage(world);
  const { id: messageId } = stage.outgoing;
  await report("outgoing", "failed", { error: "err123", sourceId: "p-1" })(stage);
  await report("outgoing", "sent")(stage);
  await stage.run(retryMessage, { messageId });
  await report({ bySource: "p-1" }, "failed", { error: "late" })(stage);
  await report("outgoing", "delivered", { sourceId: "p-2" })(stage);
  const timeline = await getTickTimeline(world.database, stage.admin, {
    messageId,
    after: 0,
    limit: 10,
    now: world.clock.now,
  });
  expect(timeline.receipts.map((r) => [r.attempt, r.signal, r.result, r.error])).toEqual([
    [1, "failed", "applied", "err123"],
    [1, "sent", "stale", null],
    [2, "retry", "applied", null],
    [1, "failed", "stale", "late"],
    [2, "delivered", "applied", null],
  ]);
  expect(timeline.attempts.map((a) => [a.number, a.sourceId])).toEqual([
    [1, "p-1"],
    [2, "p-2"],
  ]);
});

test("a report from the future counts from when it was received", async () => {
  const stage = await createStage(world);
  await report("outgoing", "sent", { at: new Date("2036-01-01T00:00:00.000Z") })(stage);
  const received = world.clock.now;
  pass(world);
  await stage.run(markReadUpTo, { conversation: conversation(stage), at: received });
  const [row] = await world.database.query(`select status, left_at from message where id = $1`, [
    stage.outgoing.id,
  ]);
  expect(row).toEqual({ status: "read", left_at: received });
});

test("a message that was sent before the contact had read is read, though its report comes later", async () => {
  const stage = await createStage(world);
  const sentAt = world.clock.now;
  pass(world);
  await stage.run(markReadUpTo, { conversation: conversation(stage) });
  await report("outgoing", "sent", { at: sentAt })(stage);
  const [row] = await world.database.query(`select status from message where id = $1`, [stage.outgoing.id]);
  expect(row).toEqual({ status: "read" });
});

test("a parked report waits seven days, and no longer", async () => {
  const stage = await createStage(world);
  const { id: messageId } = stage.outgoing;
  await report({ bySource: "slow" }, "read")(stage);
  pass(world, 7 * 24 * 3_600_000);
  await report("outgoing", "sent", { sourceId: "slow" })(stage);
  const [row] = await world.database.query(`select status from message where id = $1`, [messageId]);
  expect(row).toEqual({ status: "sent" });
});
