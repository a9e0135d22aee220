import { afterAll, beforeAll, expect, test } from "vitest";
import { labelConversation } from "@/server/commands/organising/labels";
import { enableEndpoint, updateEndpoint } from "@/server/commands/webhooks/endpoints";
import { retryDelayMs } from "@/server/domain/webhook/webhook-schedule";
import { strictPolicy } from "@/server/lib/outbound/target";
import { listEvents } from "@/server/queries/events/list-events";
import { listTries } from "@/server/store/webhooks/delivery-tries";
import { readHealth } from "@/server/store/webhooks/endpoint-health";
import { findEndpoint } from "@/server/store/webhooks/endpoints";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withStatus } from "@/test/support/clients/receiver";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

const HOUR = 3_600_000;
const types = ["conversation.labelled"];

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start({ totalMs: 1_000 });
});
afterAll(() => scene.close());

const label = (stage: Stage, name: string) =>
  stage.run(labelConversation, { conversation: { conversationId: stage.conversation.id }, add: [name] });
const endpoint = ({ accountId }: Stage, endpointId: number) =>
  findEndpoint(scene.world.database, accountId, endpointId);

/** An endpoint with one due delivery, and ways to read its result. */
async function deliverTo(answer: Parameters<typeof withStatus>) {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  receiver.answer = withStatus(...answer);
  const { endpointId } = await scene.endpoint(stage, receiver, { types });
  await label(stage, "one");
  await scene.pass();
  const delivery = async () => {
    const [row] = await deliveriesOf(scene.world.database, stage.accountId, endpointId);
    return row;
  };
  const tried = (times: number) => scene.until(async () => (await delivery())?.tries === times);
  await tried(1);
  return { stage, receiver, endpointId, delivery, tried };
}

test("a failed delivery is repeated under the same id until it succeeds, and every try is stored", async () => {
  const { stage, receiver, delivery, tried } = await deliverTo([500]);
  expect(await delivery()).toMatchObject({ state: "waiting", tries: 1 });
  receiver.answer = withStatus(302, { location: "http://169.254.169.254/" });
  await scene.pass(6_200); // the delay begins with the end of the call
  await tried(2);
  receiver.answer = withStatus(204);
  await scene.pass(31_000);
  await tried(3);
  const settled = await delivery();
  expect(settled).toMatchObject({ state: "delivered", dueAt: null });
  expect(new Set(receiver.taken.map(({ headers }) => headers["webhook-id"]))).toEqual(
    new Set([settled?.eventId]),
  );
  expect(new Set(receiver.taken.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(3);
  expect(await listTries(scene.world.database, stage.accountId, settled?.id ?? 0)).toMatchObject([
    { number: 1, status: 500, excerpt: "what the receiver says", address: "127.0.0.1", fault: null },
    { number: 2, status: 302 },
    { number: 3, status: 204 },
  ]);
});

test("a delivery fails after twelve tries", async () => {
  const { delivery, tried } = await deliverTo([503]);
  for (let tries = 2; tries <= 12; tries++) {
    await scene.pass((retryDelayMs(tries - 1, 0.5, null) ?? 0) + 2_000);
    await tried(tries);
  }
  await scene.until(async () => (await delivery())?.state === "failed");
});

test("the next try waits for Retry-After", async () => {
  const { receiver, delivery } = await deliverTo([429, { "retry-after": "3600" }]);
  receiver.answer = withStatus(204);
  await scene.pass(HOUR / 2);
  expect((await delivery())?.tries).toBe(1);
  await scene.pass(HOUR / 2 + 2_000);
  await scene.until(async () => (await delivery())?.state === "delivered");
});

test("410 disables the endpoint; when enabled again it receives what it missed", async () => {
  const { stage, receiver, endpointId, delivery } = await deliverTo([410]);
  await scene.until(async () => (await endpoint(stage, endpointId))?.state === "disabled");
  await scene.pass();
  const { data } = await listEvents(scene.world.database, stage.admin, { after: null, limit: 1000 });
  expect(data.slice(-2)).toMatchObject([
    { type: "endpoint.disabled", actor: { type: "system" }, data: { disabledReason: "gone" } },
    { type: "alert.opened", data: { kind: "endpoint_disabled", facts: { reason: "gone" } } },
  ]);
  await label(stage, "two");
  await scene.pass(HOUR);
  receiver.answer = withStatus(204);
  await stage.run(enableEndpoint, { endpointId });
  await scene.pass();
  await scene.until(async () => (await delivery())?.state === "delivered" && receiver.taken.length === 3);
  expect(receiver.taken.map(({ json }) => json.data.labels.length)).toContain(2);
});

test("a breaker pauses a failing receiver without using tries, and one successful probe resumes it", async () => {
  const { stage, receiver, endpointId } = await deliverTo([500]);
  for (let n = 0; n < 59; n++) await label(stage, `n${n}`);
  await scene.pass();
  const rows = () => deliveriesOf(scene.world.database, stage.accountId, endpointId);
  const health = () =>
    readHealth(scene.world.database, stage.accountId, {
      endpointIds: [endpointId],
      now: scene.world.clock.now,
    }).then((found) => found.get(endpointId));
  await scene.until(async () => (await health())?.pausedUntil !== null && (await rows()).length === 60);
  const triesMade = async () => (await rows()).reduce((sum, { tries }) => sum + tries, 0);
  await scene.until(async () => (await triesMade()) === receiver.taken.length); // the running ones have ended
  const before = receiver.taken.length;
  expect(before).toBeLessThan(30); // ten, and the running ones
  const untried = (await rows()).filter(({ tries }) => tries === 0);
  expect(untried.length).toBeGreaterThan(30);
  await scene.pass(11_000);
  await scene.until(() => receiver.taken.length === before + 1);
  receiver.answer = withStatus(204);
  await scene.until(async () => {
    await scene.pass(30_000);
    return (await rows()).every(({ state }) => state === "delivered");
  });
});

test("another URL is called at once, although the receiver before it made the endpoint pause", async () => {
  const { stage, endpointId } = await deliverTo([500]);
  for (let n = 0; n < 30; n++) await label(stage, `n${n}`);
  await scene.pass();
  const health = async () => {
    const of = { endpointIds: [endpointId], now: scene.world.clock.now };
    return (await readHealth(scene.world.database, stage.accountId, of)).get(endpointId);
  };
  await scene.until(async () => (await health())?.pausedUntil != null);
  const next = await scene.receiver();
  await stage.run(updateEndpoint, { endpointId, url: next.url });
  expect((await health())?.pausedUntil).toBeNull();
  await scene.pass();
  await scene.until(() => next.taken.length > 0);
});

test("a try to a closed or forbidden address stores the reason", async () => {
  const { stage, receiver, delivery, tried } = await deliverTo([500]);
  await receiver.close();
  await scene.pass(6_000);
  await tried(2);
  const tries = await listTries(scene.world.database, stage.accountId, (await delivery())?.id ?? 0);
  expect(tries[1]).toMatchObject({
    status: null,
    fault: "connection_refused",
    message: "Connection refused.",
  });
});

test("a day of failures makes an event, so does a success in between, and five days disable the endpoint", async () => {
  const { stage, receiver, endpointId } = await deliverTo([500]);
  await scene.pass(6_000);
  await scene.pass(25 * HOUR);
  await scene.until(async () => (await endpoint(stage, endpointId))?.failingSince !== null);
  receiver.answer = withStatus(204);
  await scene.pass(HOUR);
  await scene.until(async () => (await endpoint(stage, endpointId))?.failingSince === null);
  receiver.answer = withStatus(500);
  await label(stage, "two");
  await scene.pass();
  await scene.until(() => receiver.taken.length >= 4);
  const isDisabled = async () => (await endpoint(stage, endpointId))?.disabledReason === "failing";
  for (let day = 0; day < 8 && !(await isDisabled()); day++) {
    await label(stage, `day ${day}`);
    const before = receiver.taken.length;
    await scene.pass(25 * HOUR);
    await scene.until(async () => {
      await scene.pass(900_000); // longer than any pause
      return receiver.taken.length > before || (await isDisabled());
    });
  }
  await scene.until(isDisabled);
  await scene.pass();
  const { data } = await listEvents(scene.world.database, stage.admin, { after: null, limit: 1000 });
  const events = data.map(({ type }) => type).filter((type) => type.startsWith("endpoint."));
  expect(events).toEqual([
    "endpoint.created",
    "endpoint.failing",
    "endpoint.recovered",
    "endpoint.failing",
    "endpoint.disabled",
  ]);
});

test("a private address is never called without the operator's permission, also by a later try", async () => {
  const strict = await openWebhookScene();
  try {
    strict.start({ policy: strictPolicy });
    const stage = await strict.stage();
    const receiver = await strict.receiver();
    const { endpointId } = await strict.endpoint(stage, receiver, { types });
    await label(stage, "private");
    await strict.pass();
    const rows = () => deliveriesOf(strict.world.database, stage.accountId, endpointId);
    await strict.until(async () => (await rows())[0]?.tries === 1);
    const [row] = await rows();
    expect(await listTries(strict.world.database, stage.accountId, row?.id ?? 0)).toMatchObject([
      { fault: "refused_address", message: expect.stringContaining("WEBHOOK_ALLOW_CIDRS=127.0.0.1/32") },
    ]);
    expect(receiver.taken).toHaveLength(0);
  } finally {
    await strict.close();
  }
});
