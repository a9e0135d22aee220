import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { releaseMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import { listDueUndoWindows } from "@/server/store/messages/undo-windows";
import { createClockWatch } from "@/server/worker/watches/watches";
import { withStatus } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
});
afterAll(() => scene.close());

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
