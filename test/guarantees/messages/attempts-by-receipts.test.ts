import { afterAll, beforeAll, expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { ReceiptInput } from "@/server/commands/receipts/_steps/receipt-targets";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** The stage's clock, `second` seconds after its first receipt could come. */
async function openScene(settings: { retryGapSeconds?: number } = {}) {
  const stage = await createStage(world);
  await stage.run(updateInbox, { inboxId: stage.inbox.id, ...settings });
  const start = world.clock.now.getTime();
  pass(world, 3_600_000);
  const { id: messageId } = stage.outgoing;
  const at = (second: number) => new Date(start + second * 1_000);
  const receive = async (...receipts: Omit<ReceiptInput, "messageId">[]) =>
    (
      await stage.run(recordReceipts, {
        receipts: receipts.map((one) => ({ ...one, ...(one.inboxId ? {} : { messageId }) })),
      })
    ).result.map(({ result }) => result);
  return { stage, messageId, at, receive };
}

const messageOf = async ({ accountId }: Stage, id: number) => {
  const [row] = await world.database.query(
    `select status, attempt, external_error as error, source_id as "sourceId" from message
      where account_id = $1 and id = $2`,
    [accountId, id],
  );
  return row;
};

const attemptsOf = async (stage: Stage, messageId: number) => {
  const found = await getTickTimeline(world.database, stage.admin, {
    messageId,
    after: 0,
    limit: 50,
    now: world.clock.now,
  });
  return found.attempts.map(({ number, sourceId, startedAt, isByReceipt }) => [
    number,
    sourceId,
    startedAt,
    isByReceipt,
  ]);
};

test("a message that the integrator sends again has a second attempt with its own source id", async () => {
  const { stage, messageId, at, receive } = await openScene();
  await receive({ signal: "failed", at: at(1), sourceId: "p-1", error: "no route" });
  expect(await receive({ signal: "sent", at: at(6), sourceId: "p-2" })).toEqual(["applied"]);
  expect(await messageOf(stage, messageId)).toEqual({
    status: "sent",
    attempt: 2,
    error: null,
    sourceId: "p-2",
  });
  const attempts = await attemptsOf(stage, messageId);
  expect(attempts.map(([number, sourceId]) => [number, sourceId])).toEqual([
    [1, "p-1"],
    [2, "p-2"],
  ]);
  expect(attempts.map(([, , , isByReceipt]) => isByReceipt)).toEqual([false, true]);
  expect(attempts[1]?.[2]).toBe(at(6).toISOString());
  const events = await world.database.query<{ type: string; changes: object }>(
    `select type, body->'changes' as changes from outbox where account_id = $1 and type like 'message.%'
      order by id desc limit 1`,
    [stage.accountId],
  );
  expect(events[0]).toMatchObject({
    type: "message.status_changed",
    changes: { status: { from: "failed", to: "sent" }, attempt: { from: 1, to: 2 } },
  });
});

test("it is sent once, by the integrator: nothing requests a send, and its queued send is not made", async () => {
  const { stage, messageId, at, receive } = await openScene();
  const requests = async () =>
    world.database.query(`select 1 from outbox where account_id = $1 and type = 'message.send_requested'`, [
      stage.accountId,
    ]);
  const before = (await requests()).length;
  await receive({ signal: "failed", at: at(1) }, { signal: "sent", at: at(9) });
  expect((await requests()).length).toBe(before);
  expect(
    await world.database.query("select 1 from send where account_id = $1 and message_id = $2", [
      stage.accountId,
      messageId,
    ]),
  ).toEqual([]);
});

test("a late report by the source id of the attempt before changes nothing visible", async () => {
  const { stage, messageId, at, receive } = await openScene();
  const { id: inboxId } = stage.inbox;
  await receive(
    { signal: "failed", at: at(1), sourceId: "p-1" },
    { signal: "sent", at: at(8), sourceId: "p-2" },
  );
  expect(await receive({ inboxId, sourceId: "p-1", signal: "failed", at: at(30), error: "again" })).toEqual([
    "stale",
  ]);
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "sent", attempt: 2, error: null });
  expect(await receive({ inboxId, sourceId: "p-2", signal: "failed", at: at(31), error: "full" })).toEqual([
    "applied",
  ]);
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "failed", attempt: 2, error: "full" });
});

test("a failure that comes late moves the reports after it to the next attempt, with their source id", async () => {
  const { stage, messageId, at, receive } = await openScene();
  await receive({ signal: "sent", at: at(20), sourceId: "p-2" });
  expect(await receive({ signal: "failed", at: at(1), error: "no route" })).toEqual(["applied"]);
  expect(await messageOf(stage, messageId)).toEqual({
    status: "sent",
    attempt: 2,
    error: null,
    sourceId: "p-2",
  });
  expect(
    await receive({ inboxId: stage.inbox.id, sourceId: "p-2", signal: "delivered", at: at(21) }),
  ).toEqual(["applied"]);
});

test("the gap is the inbox's, as it was when the failure became known", async () => {
  const { stage, messageId, at, receive } = await openScene({ retryGapSeconds: 60 });
  await receive({ signal: "failed", at: at(1) }, { signal: "sent", at: at(60) });
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "failed", attempt: 1 });
  await stage.run(updateInbox, { inboxId: stage.inbox.id, retryGapSeconds: 0 });
  await receive({ signal: "failed", at: at(2) });
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "failed", attempt: 1 });
  await receive({ signal: "sent", at: at(61) });
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "sent", attempt: 2 });
});

test("a person's retry begins a new group: reports about the attempts before it begin none", async () => {
  const { stage, messageId, at, receive } = await openScene();
  await receive(
    { signal: "failed", at: at(1), sourceId: "p-1" },
    { signal: "sent", at: at(8), sourceId: "p-2" },
    { signal: "failed", at: at(9), sourceId: "p-2" },
  );
  await stage.run(retryMessage, { messageId });
  expect(await receive({ signal: "sent", at: at(90), sourceId: "p-2" })).toEqual(["stale"]);
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "pending", attempt: 3 });
  await receive({ signal: "failed", at: at(100) }, { signal: "sent", at: at(105) });
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "sent", attempt: 4 });
});

test("parked failures begin attempts as those that arrive do", async () => {
  const { stage, messageId, at, receive } = await openScene();
  const parked = { inboxId: stage.inbox.id, sourceId: "p-1" };
  expect(await receive({ ...parked, signal: "failed", at: at(1) })).toEqual(["parked"]);
  await receive({ signal: "sent", at: at(6), sourceId: "p-1" });
  expect(await messageOf(stage, messageId)).toMatchObject({ status: "sent", attempt: 2 });
});

test("a report by source id is about every message that bears it in the inbox", async () => {
  const { stage, messageId, at, receive } = await openScene();
  await receive({ signal: "sent", at: at(1), sourceId: "p-1" });
  const other = await stage.run(sendMessage, {
    conversation: conversation(stage),
    content: "Edited",
    sourceId: "p-1",
  });
  const bySource = { inboxId: stage.inbox.id, sourceId: "p-1" };
  expect(await receive({ ...bySource, signal: "delivered", at: at(2) })).toEqual(["applied"]);
  for (const id of [messageId, other.result.message.id])
    expect(await messageOf(stage, id)).toMatchObject({ status: "delivered" });
  await receive({ signal: "read", at: at(3) });
  expect(await receive({ ...bySource, signal: "read", at: at(3) })).toEqual(["applied"]);
  expect(await receive({ ...bySource, signal: "read", at: at(3) })).toEqual(["stale"]);
});

test("messages without a failure cost no statement more", async () => {
  const { stage, at, messageId } = await openScene();
  const count = async (signal: ReceiptInput["signal"]) => {
    const seen: string[] = [];
    await stage.run(
      async (tx, input: { receipts: readonly ReceiptInput[] }) => {
        const query = tx.query.bind(tx);
        tx.query = ((text: Parameters<typeof query>[0], values?: unknown[]) => {
          seen.push(String(text));
          return query(text, values);
        }) as typeof tx.query;
        return recordReceipts(tx, input);
      },
      { receipts: [{ messageId, signal, at: at(1) }] },
    );
    return seen.length;
  };
  const plain = await count("sent");
  expect(await count("delivered")).toBe(plain);
  expect(plain).toBe(4); // the messages, what is around them, their save, the outbox
});

test.each([0, 1, 5, 60])(
  "with a gap of %i seconds, a report that came too soon names the first moment that counts",
  async (retryGapSeconds) => {
    const { stage, messageId, at } = await openScene({ retryGapSeconds });
    const report = async (signal: "failed" | "sent", when: Date) => {
      const receipts = [{ messageId, signal, at: when }];
      const [outcome] = (await stage.run(recordReceipts, { receipts })).result;
      return { result: outcome?.result, ...outcome?.ignored };
    };
    await report("failed", at(1));
    expect(await report("failed", at(1))).toEqual({ result: "stale", reason: "repeated", countsFrom: null });
    expect(await report("sent", at(0))).toMatchObject({ result: "stale", reason: "lower" });
    const countsFrom = at(1 + retryGapSeconds);
    const tooSoon = new Date(countsFrom.getTime() - 1);
    if (retryGapSeconds > 0)
      expect(await report("sent", tooSoon)).toEqual({ result: "stale", reason: "too_soon", countsFrom });
    expect(await report("sent", countsFrom)).toEqual({ result: "applied" });
    expect(await messageOf(stage, messageId)).toMatchObject({ status: "sent", attempt: 2 });
  },
);

test("reports of an attempt that is over, and of a message that was read, are ignored as final, and the timeline keeps why", async () => {
  const { stage, messageId, at, receive } = await openScene();
  await receive({ signal: "failed", at: at(1) });
  await receive({ signal: "sent", attempt: 1, at: at(30) });
  await receive({ signal: "sent", at: at(30) });
  await receive({ signal: "failed", attempt: 1, at: at(31) });
  await receive({ signal: "read", at: at(32) });
  await receive({ signal: "delivered", at: at(33) });
  await receive({ signal: "read", at: at(33) });
  const page = { messageId, after: 0, limit: 50, now: at(40) };
  const timeline = await getTickTimeline(world.database, stage.admin, page);
  expect(timeline.receipts.map(({ signal, result, reason }) => [signal, result, reason])).toEqual([
    ["failed", "applied", null],
    ["sent", "stale", "final"],
    ["sent", "applied", null],
    ["failed", "stale", "final"],
    ["read", "applied", null],
    ["delivered", "stale", "final"],
    ["read", "stale", "repeated"],
  ]);
});
