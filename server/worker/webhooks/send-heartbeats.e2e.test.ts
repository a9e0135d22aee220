import { afterAll, beforeAll, expect, test } from "vitest";
import { disableEndpoint, updateEndpoint } from "@/server/commands/webhooks/endpoints";
import { heartbeat } from "@/server/contract/webhook/special-deliveries";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { readHead } from "@/server/store/events/log/event-log";
import { fanOutHeartbeats } from "@/server/store/webhooks/test-deliveries";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { withStatus } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { sendHeartbeats } from "./open-webhooks";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const MINUTE_MS = 60_000;
const NONE = ["label.created"];
const send = () => sendHeartbeats({ database: scene.world.database, now: () => scene.world.clock.now });

/** Sends due heartbeats until the endpoint got `count` of them: an endpoint in use by the sender is skipped. */
const sendUntil = (endpointId: number, count: number) =>
  scene.until(async () => {
    await send();
    return (await countDue(endpointId)) === count;
  });

const countDue = async (endpointId: number) =>
  (
    await scene.world.database.query(
      "select 1 from delivery where endpoint_id = $1 and type = 'system.heartbeat'",
      [endpointId],
    )
  ).length;

const isTaken = async (endpointId: number) =>
  (
    await scene.world.database.query(
      "select 1 from delivery where endpoint_id = $1 and state = 'delivered'",
      [endpointId],
    )
  ).length === 1;

test.each(["tickline", "thin"] as const)(
  "an endpoint with heartbeats gets one per interval in the format %s",
  async (format) => {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    const settings = { types: NONE, heartbeatMinutes: 5, format };
    const { endpointId } = await scene.endpoint(stage, receiver, settings);
    await scene.pass();
    await sendUntil(endpointId, 1);
    await scene.pass();
    await scene.until(() => isTaken(endpointId));
    const [first] = receiver.taken;
    const head = await readHead(scene.world.database, stage.accountId);
    expect(heartbeat.parse(first?.json)).toMatchObject({
      id: first?.headers["webhook-id"],
      type: "system.heartbeat",
      data: { lastSeq: head?.lastSeq, cursor: `${head?.epoch}:${head?.lastSeq}`, everyMinutes: 5 },
    });
    expect(first?.headers["webhook-test"]).toBeUndefined();

    await scene.pass(4 * MINUTE_MS);
    await send();
    await scene.pass(MINUTE_MS);
    await sendUntil(endpointId, 2);
    await scene.pass();
    await scene.until(() => receiver.taken.length === 2);
    const all = await scene.world.database.query(
      "select 1 from event where account_id = $1 and type like 'system.%'",
      [stage.accountId],
    );
    expect(all).toEqual([]);
  },
);

test("there is no second heartbeat while one waits, and none for endpoints disabled or without heartbeats", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  receiver.answer = withStatus(503);
  const { endpointId } = await scene.endpoint(stage, receiver, { types: NONE, heartbeatMinutes: 1 });
  const dueCount = () => countDue(endpointId);
  await sendUntil(endpointId, 1);
  await scene.pass(2 * MINUTE_MS);
  await send();
  expect(await dueCount()).toBe(1);

  receiver.answer = withStatus(204);
  await scene.pass(60 * MINUTE_MS);
  await scene.until(() => receiver.taken.at(-1)?.answer.statusCode === 204);
  await scene.until(() => isTaken(endpointId));
  await sendUntil(endpointId, 2);

  await scene.world.run(updateEndpoint, stage.admin, { endpointId, heartbeatMinutes: null });
  await scene.pass(60 * MINUTE_MS);
  await send();
  await scene.world.run(updateEndpoint, stage.admin, { endpointId, heartbeatMinutes: 1 });
  await scene.world.run(disableEndpoint, stage.admin, { endpointId, reason: "by_hand" });
  await scene.pass(60 * MINUTE_MS);
  await send();
  expect(await dueCount()).toBe(2);
});

test("a waiting heartbeat is dropped if the format is changed to one without heartbeats", async () => {
  provideWebhookFormats([freescout]);
  const idle = await openWebhookScene();
  const { database, clock, run } = idle.world;
  const stage = await idle.stage();
  const receiver = await idle.receiver();
  const { endpointId } = await idle.endpoint(stage, receiver, { types: NONE, heartbeatMinutes: 60 });
  await fanOutHeartbeats(database, clock.now);
  await run(updateEndpoint, stage.admin, { endpointId, heartbeatMinutes: null, format: "freescout" });
  idle.start();
  const isDropped = async () =>
    (
      await database.query(
        "select 1 from delivery where endpoint_id = $1 and dropped_reason = 'not_in_format'",
        [endpointId],
      )
    ).length === 1;
  await idle.until(isDropped);
  expect(receiver.taken).toEqual([]);
  await idle.close();
});

test("concurrent workers create one heartbeat", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { endpointId } = await scene.endpoint(stage, receiver, { types: NONE, heartbeatMinutes: 60 });
  const { database, clock } = scene.world;
  await Promise.all([1, 2, 3, 4].map(() => fanOutHeartbeats(database, clock.now)));
  expect(await countDue(endpointId)).toBe(1);
});

test("a format without heartbeats refuses them, also when it is changed to", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const refused = { refusal: "input.invalid", field: "heartbeatMinutes" };
  const settings = { format: "freescout", heartbeatMinutes: 5 } as const;
  await expect(scene.endpoint(stage, receiver, settings)).rejects.toMatchObject(refused);
  const { endpointId } = await scene.endpoint(stage, receiver, { heartbeatMinutes: 5 });
  const changed = scene.world.run(updateEndpoint, stage.admin, { endpointId, format: "freescout" });
  await expect(changed).rejects.toMatchObject(refused);
});
