import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { trashConversation } from "@/server/commands/conversations/trash";
import { sendMessage } from "@/server/commands/messages/send-message";
import { releaseMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { listDueUndoWindows } from "@/server/store/messages/undo-windows";
import { claimDeliveries, mayBegin } from "@/server/store/webhooks/claim-deliveries";
import { listTries } from "@/server/store/webhooks/delivery-tries";
import { fanOutDeliveries } from "@/server/store/webhooks/fan-out-deliveries";
import { settleDeliveries } from "@/server/store/webhooks/settle-deliveries";
import { retryDueMessages } from "@/server/worker/jobs/message-jobs";
import { createClockWatch } from "@/server/worker/watches/watches";
import { settle } from "@/server/worker/webhooks/settle";
import { withStatus } from "@/test/support/clients/receiver";
import { advance, confirm } from "@/test/support/scenes/deleting";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
});
afterAll(() => scene.close());

describe("lease", () => {
  /** One due delivery, claimed by a process. */
  async function owedOne() {
    const { database, clock } = scene.world;
    const stage = await scene.stage();
    const { endpointId } = await scene.endpoint(
      stage,
      { url: "http://127.0.0.1:59999/" },
      { types: ["conversation.labelled"] },
    );
    await stage.run(labelConversation, {
      conversation: { conversationId: stage.conversation.id },
      add: ["leased"],
    });
    await scene.pass();
    const claim = async () => {
      const place = { now: clock.now, inFlight: new Map(), room: 10 };
      const { claimed: fresh } = await fanOutDeliveries(database, place);
      return [...fresh, ...(await claimDeliveries(database, place))].find(
        (one) => one.endpointId === endpointId,
      );
    };
    const rows = () => deliveriesOf(database, stage.accountId, endpointId);
    return { stage, claim, rows };
  }

  const answered = (status: number) =>
    ({ answered: true, status, retryAfter: null, excerpt: "", durationMs: 5, address: "127.0.0.1" }) as const;

  test("a process stopped for longer than its lease begins no try, and changes no delivery that another claimed", async () => {
    const { database, clock } = scene.world;
    const { stage, claim, rows } = await owedOne();
    const mine = await claim();
    if (!mine) throw new Error("one is due");
    expect(mayBegin(mine, clock.now)).toBe(true);
    expect(await claim()).toBeUndefined();

    const late = settle(mine, answered(500), { at: clock.now, random: 0.5 });
    await scene.pass(50_000);
    expect(mayBegin(mine, clock.now)).toBe(false); // a POST could outlast the lease
    await scene.pass(11_000);
    const theirs = await claim();
    expect(theirs?.id).toBe(mine.id);

    await settleDeliveries(database, { settled: [late], now: clock.now });
    expect(await rows()).toMatchObject([{ state: "waiting", dueAt: theirs?.leaseUntil.toISOString() }]);
    expect(await claim()).toBeUndefined();
    expect(await listTries(database, stage.accountId, mine.id)).toHaveLength(1);

    if (!theirs) throw new Error("it was claimed again");
    const taken = settle(theirs, answered(204), { at: clock.now, random: 0.5 });
    await settleDeliveries(database, { settled: [taken], now: clock.now });
    expect(await rows()).toMatchObject([{ state: "delivered" }]);
  });

  test("a success is stored however late it is written", async () => {
    const { database, clock } = scene.world;
    const { claim, rows } = await owedOne();
    const mine = await claim();
    if (!mine) throw new Error("one is due");
    const late = settle(mine, answered(200), { at: clock.now, random: 0.5 });
    await scene.pass(61_000);
    await claim();
    await settleDeliveries(database, { settled: [late], now: clock.now });
    expect(await rows()).toMatchObject([{ state: "delivered" }]);
  });

  test("a receiver's answer about a conversation purged in the meantime is not kept", async () => {
    const { database, clock } = scene.world;
    const { stage, claim } = await owedOne();
    const mine = await claim();
    if (!mine) throw new Error("one is due");
    await stage.run(trashConversation, { conversation: { conversationId: stage.conversation.id } });
    await advance(stage, (await confirm(stage, { ids: [stage.conversation.id] })).id);
    const posted = { ...answered(500), excerpt: "Cannot take Li's letter" };
    const settled = [settle(mine, posted, { at: clock.now, random: 0.5 })];
    await settleDeliveries(database, { settled, now: clock.now });
    expect(await listTries(database, stage.accountId, mine.id)).toMatchObject([
      { status: 500, excerpt: null },
    ]);
  });
});

describe("clock jumps", () => {
  const HOUR = 3_600_000;

  const shift = (ms: number) => {
    scene.world.clock.now = new Date(scene.world.clock.now.getTime() + ms);
  };

  /** The job, and a monotonic clock that a test moves together with the wall clock, or not. */
  function watchClock() {
    const { database, clock } = scene.world;
    let monotonicMs = 0;
    const log = { error: vi.fn() };
    const run = createClockWatch({ database, now: () => clock.now, log, monotonicMs: () => monotonicMs });
    const pass = (ms: number) => {
      monotonicMs += ms;
      shift(ms);
    };
    return { run, log, pass };
  }

  test("a retry due when the clock goes back an hour is sent after its own delay", async () => {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    receiver.answer = withStatus(500);
    await scene.endpoint(stage, receiver, { types: ["conversation.labelled"] });
    const clock = watchClock();
    await clock.run();
    const webhooks = scene.start();
    await stage.run(labelConversation, {
      conversation: { conversationId: stage.conversation.id },
      add: ["vip"],
    });
    await scene.pass();
    await scene.until(() => receiver.taken.length === 1);
    await webhooks.stop(); // the retry's time is stored
    receiver.answer = withStatus(204);

    shift(-HOUR);
    await clock.run();
    expect(clock.log.error).toHaveBeenCalledTimes(1);
    clock.pass(61_000);
    const again = scene.start();
    await scene.pass();
    await scene.until(() => receiver.taken.length === 2);
    await again.stop(); // it must not take the next test's
  });

  test("a delivery whose process was killed is sent after its lease although the clock went back an hour", async () => {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    const { endpointId } = await scene.endpoint(stage, receiver, { types: ["conversation.labelled"] });
    const clock = watchClock();
    await clock.run();
    await stage.run(labelConversation, {
      conversation: { conversationId: stage.conversation.id },
      add: ["big"],
    });
    const webhooks = scene.start();
    await scene.pass();
    await scene.until(() => receiver.taken.length === 1);
    await webhooks.stop();
    const { database } = scene.world;
    await database.query(
      "update delivery set state = 'waiting', tries = 0, due_at = $2 where endpoint_id = $1",
      [endpointId, new Date(scene.world.clock.now.getTime() + 60_000)],
    );
    shift(-HOUR);
    await clock.run();
    clock.pass(61_000);
    const again = scene.start();
    await scene.pass();
    await scene.until(() => receiver.taken.length === 2);
    await again.stop(); // it must not take the next test's
  });

  test("a clock that runs, or goes forwards, moves no due time", async () => {
    const clock = watchClock();
    await clock.run();
    clock.pass(5_000);
    await clock.run();
    shift(HOUR);
    await clock.run();
    expect(clock.log.error).not.toHaveBeenCalled();
  });

  test("a failed message is retried although the clock was a day ahead when its retry was planned", async () => {
    shift(24 * HOUR);
    const stage = await scene.stage();
    const failed = { messageId: stage.outgoing.id, signal: "failed" as const, error: "131016" };
    await stage.run(recordReceipts, { receipts: [failed] });
    shift(-24 * HOUR);
    const { database, run, clock } = scene.world;
    await retryDueMessages({ database, run, now: () => clock.now, log: { error: vi.fn() } });
    const attempts = await database.query("select attempt from message where id = $1", [stage.outgoing.id]);
    expect(attempts).toEqual([{ attempt: 2 }]);
  });

  test("a message held back for undo is released within its longest window although the clock went back an hour", async () => {
    const stage = await scene.stage();
    const sent = await stage.run(sendMessage, {
      conversation: { conversationId: stage.conversation.id },
      content: "Hello",
      holdMs: 10_000,
    });
    shift(-HOUR);
    const { database, clock } = scene.world;
    const due = await listDueUndoWindows(database, { now: clock.now, limit: 10 });
    const { id } = sent.result.message;
    expect(due).toContainEqual({ accountId: stage.accountId, messageId: id });
    expect((await stage.run(releaseMessage, { messageId: id })).result).not.toBeNull();
  });
});
