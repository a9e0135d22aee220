import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { cancelRetry, retryMessage } from "@/server/commands/messages/retry-message";
import type { ReceiptInput } from "@/server/commands/receipts/_steps/receipt-targets";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { retryDueMessages } from "@/server/worker/jobs/message-jobs";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import type { Receiver, Taken } from "@/test/support/clients/receiver";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

const MINUTE_MS = 60_000;
const BUSY = "(#131016) Service temporarily unavailable";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterEach(() => scene.dropOpen());
afterAll(() => scene.close());

const answering =
  (status: number, error?: string) =>
  ({ answer }: Taken) =>
    answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error }));

/** The job of any number of processes at the same time. */
async function retryDue(processes = 1): Promise<void> {
  const { database, run, clock } = scene.world;
  const failures: unknown[] = [];
  const log = { error: (entry: unknown) => failures.push(entry) };
  const job = () => retryDueMessages({ database, run, now: () => clock.now, log });
  await Promise.all(Array.from({ length: processes }, job));
  expect(failures).toEqual([]);
}

const rowOf = async ({ accountId }: Stage, id: number) => {
  const [row] = await scene.world.database.query<{
    status: string;
    attempt: number;
    unconfirmed: boolean;
    retryAt: Date | null;
  }>(
    `select status, attempt, is_unconfirmed as unconfirmed, retry_at as "retryAt" from message
      where account_id = $1 and id = $2`,
    [accountId, id],
  );
  if (!row) throw new Error("no message");
  return row;
};
const secondsUntil = (at: Date | null) => at && (at.getTime() - scene.world.clock.now.getTime()) / 1000;
const whyNot = async (stage: Stage, id: number) => (await scene.timeline(stage, id)).notRetried;
const signalsOf = async (stage: Stage, id: number) =>
  (await scene.timeline(stage, id)).receipts.map(({ signal, actor }) => `${signal} by ${actor.type}`);

/** A stage with a program, and a message that it has refused. */
async function refused(answer: Receiver["answer"]) {
  const receiver = await scene.receiver();
  receiver.answer = answer;
  const stage = await scene.stage(receiver);
  const worker = scene.worker();
  const id = await scene.reply(stage, "Your order has left");
  await worker.turn();
  return { receiver, stage, worker, id };
}

/** A stage without a program: the integrator sends on `message.send_requested` and reports. */
async function reported() {
  const stage = await createStage(scene.world);
  const id = stage.outgoing.id;
  const report = (signal: ReceiptInput["signal"], more: Partial<ReceiptInput> = {}) =>
    stage.run(recordReceipts, { receipts: [{ messageId: id, signal, ...more }] });
  const requests = async () => {
    const rows = await scene.world.database.query(
      `select 1 from outbox where account_id = $1 and type = 'message.send_requested'`,
      [stage.accountId],
    );
    return rows.length;
  };
  return { stage, id, report, requests };
}

test("a message that the program refuses for the moment is sent again after half a minute, once, however many workers look", async () => {
  const { receiver, stage, worker, id } = await refused(answering(400, BUSY));
  const planned = await rowOf(stage, id);
  expect(planned).toMatchObject({ status: "failed", attempt: 1 });
  expect(secondsUntil(planned.retryAt)).toBeGreaterThan(20);
  expect(secondsUntil(planned.retryAt)).toBeLessThan(40);
  await retryDue();
  expect((await rowOf(stage, id)).attempt).toBe(1);

  receiver.answer = answering(200);
  scene.pass(MINUTE_MS);
  await retryDue(4);
  await worker.turn();
  expect(await rowOf(stage, id)).toEqual({ status: "sent", attempt: 2, unconfirmed: false, retryAt: null });
  expect(receiver.taken.map(({ json }) => json.attempt)).toEqual([1, 2]);
  expect(await signalsOf(stage, id)).toEqual([
    "failed by system",
    "retry_planned by system",
    "retry by system",
    "sent by system",
  ]);
});

test("a message that fails each time is retried four times, then its author hears of it and the reason is known", async () => {
  const { receiver, stage, worker, id } = await refused(answering(400, BUSY));
  const notices = async () =>
    (await listNotifications(scene.world.database, stage.admin, { limit: 50 })).data.filter(
      ({ kind }) => kind === "not_delivered",
    ).length;
  const delays: number[] = [];
  for (;;) {
    const { retryAt } = await rowOf(stage, id);
    if (!retryAt) break;
    expect(await notices()).toBe(0);
    delays.push(Math.round(secondsUntil(retryAt) ?? 0));
    scene.pass(retryAt.getTime() - scene.world.clock.now.getTime());
    await retryDue();
    await worker.turn();
  }
  expect(delays).toHaveLength(4);
  for (const [i, delay] of delays.entries()) expect(delay / (30 * 4 ** i)).toBeCloseTo(1, 0);
  expect(receiver.taken).toHaveLength(5);
  expect(await rowOf(stage, id)).toMatchObject({ status: "failed", attempt: 5 });
  expect(await whyNot(stage, id)).toBe("limit");
  expect(await notices()).toBe(1);
});

test("a permanent failure is not retried, and its author hears of it at once", async () => {
  const { stage, id } = await refused(answering(400, "131026: Message undeliverable"));
  expect(await rowOf(stage, id)).toMatchObject({ status: "failed", retryAt: null });
  expect(await whyNot(stage, id)).toBe("permanent");
});

test("a message that may have arrived is not retried, neither at once nor after a later definite failure", async () => {
  const { receiver, stage, worker, id } = await refused(answering(500, BUSY));
  expect(await rowOf(stage, id)).toEqual({ status: "pending", attempt: 1, unconfirmed: true, retryAt: null });
  receiver.answer = answering(400, BUSY);
  await stage.run(retryMessage, { messageId: id });
  await worker.turn();
  expect(await rowOf(stage, id)).toMatchObject({ status: "failed", attempt: 2, retryAt: null });
  expect(await whyNot(stage, id)).toBe("may_have_arrived");
});

test("a planned retry keeps no later message of the conversation waiting, and goes after it", async () => {
  const { receiver, stage, worker, id } = await refused(answering(400, BUSY));
  receiver.answer = answering(200);
  await scene.reply(stage, "Anything else?");
  await worker.turn();
  expect(receiver.taken).toHaveLength(2);
  scene.pass(MINUTE_MS);
  await retryDue();
  await worker.turn();
  expect(receiver.taken.map(({ json }) => json.message.content)).toEqual([
    "Your order has left",
    "Anything else?",
    "Your order has left",
  ]);
  expect((await rowOf(stage, id)).status).toBe("sent");
});

test("a failure that an integrator reports asks it to send the next attempt", async () => {
  const { stage, id, report, requests } = await reported();
  await report("failed", { error: BUSY });
  const before = await requests();
  scene.pass(MINUTE_MS);
  await retryDue(2);
  expect(await rowOf(stage, id)).toMatchObject({ status: "pending", attempt: 2, retryAt: null });
  expect((await requests()) - before).toBe(1);
});

test("an integrator that sends again by itself is not asked to, now or after its next failure", async () => {
  const { stage, id, report } = await reported();
  await report("failed", { error: BUSY });
  scene.pass(10_000);
  await report("sent");
  expect(await rowOf(stage, id)).toMatchObject({ status: "sent", attempt: 2, retryAt: null });
  await report("failed", { error: BUSY });
  expect(await rowOf(stage, id)).toMatchObject({ status: "failed", attempt: 2, retryAt: null });
  expect(await whyNot(stage, id)).toBe("own_retries");
  scene.pass(60 * MINUTE_MS);
  await retryDue();
  expect((await rowOf(stage, id)).attempt).toBe(2);
});

test("receipts in any order, with repetitions, plan the same retry, and one of arrival ends it", async () => {
  const now = scene.world.clock.now.getTime();
  const first: Partial<ReceiptInput>[] = [
    { signal: "sent", at: new Date(now - 3_000) },
    { signal: "failed", at: new Date(now - 2_000), error: "131000" },
    { signal: "failed", at: new Date(now - 1_000), error: BUSY },
  ];
  const plans: unknown[] = [];
  for (const order of [first, [...first].reverse(), [...first, ...first.toReversed()]]) {
    const { stage, id, report } = await reported();
    for (const { signal = "sent", ...more } of order) await report(signal, more);
    const { retryAt } = await rowOf(stage, id);
    // The spread is the message's own.
    plans.push(retryAt && Math.abs(retryAt.getTime() - (now - 1_000) - 30_000) <= 6_000);
    await report("delivered");
    expect(await rowOf(stage, id)).toMatchObject({ status: "delivered", retryAt: null });
    scene.pass(60 * MINUTE_MS);
    await retryDue();
    expect(await rowOf(stage, id)).toMatchObject({ status: "delivered", attempt: 1 });
    scene.pass(now - scene.world.clock.now.getTime());
  }
  expect(plans).toEqual([true, true, true]);
});

test("a cancelled retry stays cancelled, also when the failure is reported again, until a person sends it again", async () => {
  const { stage, id, report } = await reported();
  await report("failed", { error: BUSY });
  await stage.run(cancelRetry, { messageId: id });
  scene.pass(1_000);
  await report("failed", { error: `${BUSY}, again` });
  expect((await rowOf(stage, id)).retryAt).toBeNull();
  expect(await whyNot(stage, id)).toBe("cancelled");
  expect(await signalsOf(stage, id)).toContain("retry_cancelled by user");
  await stage.run(retryMessage, { messageId: id });
  await report("failed", { error: BUSY });
  expect((await rowOf(stage, id)).retryAt).not.toBeNull();
});

test("a deleted message, and one of an inbox that is switched off, is not retried", async () => {
  const gone = await reported();
  await gone.report("failed", { error: BUSY });
  await gone.stage.run(deleteMessage, { messageId: gone.id });
  expect((await rowOf(gone.stage, gone.id)).retryAt).toBeNull();

  const off = await reported();
  await off.report("failed", { error: BUSY });
  await off.stage.run(updateInbox, { inboxId: off.stage.inbox.id, autoRetry: false });
  await retryDue();
  expect(await rowOf(off.stage, off.id)).toMatchObject({ status: "failed", attempt: 1, retryAt: null });
  expect(await whyNot(off.stage, off.id)).toBe("off");
});

test("a failure whose message was guessed is not retried, and ends what was planned", async () => {
  const { stage, id, report } = await reported();
  await report("failed", { error: BUSY });
  expect((await rowOf(stage, id)).retryAt).not.toBeNull();
  await report("failed", { error: BUSY, isGuessed: true });
  expect((await rowOf(stage, id)).retryAt).toBeNull();
  expect(await whyNot(stage, id)).toBe("guessed");
});
