import { afterAll, beforeAll, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { replayDeliveries, testEndpoint } from "@/server/commands/webhooks/deliveries";
import { disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { getQueues, listQueuedDeliveries } from "@/server/queries/queues/queues";
import { listSettingChanges } from "@/server/store/inboxes/setting-changes";
import { claimDeliveries } from "@/server/store/webhooks/claim-deliveries";
import type { Stage } from "@/test/guarantees/laws/stage";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { discardDeliveries, retryDeliveries } from "./queued-deliveries";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
});
afterAll(() => scene.close());

const LABELLED = { types: ["conversation.labelled"] };
const claim = () =>
  claimDeliveries(scene.world.database, { now: scene.world.clock.now, inFlight: new Map(), room: 100 });
const listed = (stage: Stage, endpointId: number | null = null, state: "waiting" | "failed" = "waiting") =>
  listQueuedDeliveries(scene.world.database, stage.admin, {
    ...{ endpointId, state, limit: 50, now: scene.world.clock.now },
  });
const stored = ({ accountId }: Stage, endpointId: number) =>
  deliveriesOf(scene.world.database, accountId, endpointId);
const refusal = (code: string) => expect.objectContaining({ refusal: code });

/** A test of an endpoint, which waits: no worker runs. */
async function waiting() {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { endpointId } = await scene.endpoint(stage, receiver, LABELLED);
  const { id } = (await stage.run(testEndpoint, { endpointId, type: "contact.created" })).result;
  return { stage, receiver, endpointId, deliveryId: id };
}

test("a discarded delivery gets no request, and its log says who discarded it", async () => {
  const { stage, receiver, endpointId, deliveryId } = await waiting();
  await stage.run(discardDeliveries, { deliveryId, reason: "Receiver is gone" });
  await stage.run(testEndpoint, { endpointId, type: "contact.created" });
  const webhooks = scene.start();
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  await webhooks.stop();
  const [kept, discarded] = await stored(stage, endpointId);
  expect(discarded).toMatchObject({
    ...{ id: deliveryId, state: "dropped", droppedReason: "discarded", tries: 0 },
    discardedBy: { type: "user", name: stage.admin.actor.name },
  });
  expect(receiver.taken[0]?.headers["webhook-id"]).toBe(kept?.eventId);
  const [change] = await listSettingChanges(scene.world.database, stage.accountId, {
    before: null,
    limit: 1,
  });
  expect(change).toMatchObject({
    ...{ subject: "endpoint", subjectId: endpointId, setting: "deliveriesDiscarded", to: 1 },
    reason: "Receiver is gone",
  });
  await expect(stage.run(discardDeliveries, { deliveryId })).rejects.toEqual(refusal("delivery.settled"));
});

test("a delivery that failed once is listed with its answer, and goes at once when it is retried", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  receiver.answer = ({ answer }) => answer.writeHead(500).end("no space left");
  const { endpointId } = await scene.endpoint(stage, receiver, LABELLED);
  await stage.run(labelConversation, {
    conversation: { conversationId: stage.conversation.id },
    add: ["vip"],
  });
  const webhooks = scene.start();
  await scene.pass();
  await scene.until(async () => (await stored(stage, endpointId))[0]?.tries === 1);
  const { data } = await listed(stage, endpointId);
  expect(data).toMatchObject([
    {
      ...{ state: "waiting", tries: 1, lastStatus: 500, lastError: "no space left" },
      ...{ type: "conversation.labelled", displayId: stage.conversation.displayId },
    },
  ]);
  receiver.answer = ({ answer }) => answer.writeHead(204).end();
  await stage.run(retryDeliveries, { deliveryId: data[0]?.id ?? 0 });
  await scene.pass();
  await scene.until(async () => (await stored(stage, endpointId))[0]?.state === "delivered");
  await webhooks.stop();
  expect(receiver.taken).toHaveLength(2);
});

test("a delivery that is in flight is neither retried nor discarded, alone or with its endpoint", async () => {
  const { stage, endpointId, deliveryId } = await waiting();
  await claim();
  expect((await listed(stage)).data).toMatchObject([{ id: deliveryId, state: "in_flight" }]);
  await expect(stage.run(retryDeliveries, { deliveryId })).rejects.toEqual(refusal("delivery.in_flight"));
  await expect(stage.run(discardDeliveries, { deliveryId })).rejects.toEqual(refusal("delivery.in_flight"));
  expect((await stage.run(discardDeliveries, { endpointId })).result.count).toBe(0);
  const [queue] = (await getQueues(scene.world.database, stage.admin, scene.world.clock.now)).deliveries;
  expect(queue).toMatchObject({ endpointId, waiting: 1, inFlight: 1, due: 0, nextAt: null });
  await scene.pass(61_000);
  expect((await stage.run(discardDeliveries, { deliveryId })).result.count).toBe(1);
});

test("a claim and a discard at the same time: the delivery is either claimed or discarded, never both", async () => {
  for (let round = 0; round < 8; round++) {
    const { stage, endpointId, deliveryId } = await waiting();
    const [discarded, claimed] = await Promise.allSettled([
      stage.run(discardDeliveries, { deliveryId }),
      claim(),
    ]);
    const own = claimed.status === "fulfilled" ? claimed.value.filter(({ id }) => id === deliveryId) : [];
    const isDropped = (await stored(stage, endpointId))[0]?.state === "dropped";
    expect([discarded.status === "fulfilled", own.length === 0]).toEqual([isDropped, isDropped]);
    if (discarded.status === "rejected") expect(discarded.reason).toEqual(refusal("delivery.in_flight"));
  }
});

test("of two who discard one delivery at the same time one is refused", async () => {
  const { stage, deliveryId } = await waiting();
  const results = await Promise.allSettled([1, 2].map(() => stage.run(discardDeliveries, { deliveryId })));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(results.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { refusal: "delivery.settled" },
  });
});

test("a message within its undo window is not retried before its end, alone or with its endpoint", async () => {
  const stage = await scene.stage();
  const { endpointId } = await scene.endpoint(stage, await scene.receiver(), { types: ["message.created"] });
  const conversation = { conversationId: stage.conversation.id };
  await stage.run(sendMessage, { conversation, content: "Not yet", holdMs: 20_000 });
  await stage.run(replayDeliveries, { endpointId, replay: { sinceSeq: 0 } });
  await scene.world.relay();
  await stage.run(replayDeliveries, { endpointId, replay: { sinceSeq: 0 } });
  const held = (await listed(stage, endpointId)).data.find(({ state }) => state === "waiting");
  await expect(stage.run(retryDeliveries, { deliveryId: held?.id ?? 0 })).rejects.toEqual(
    refusal("message.held"),
  );
  await stage.run(retryDeliveries, { endpointId });
  expect((await listed(stage, endpointId)).data).toContainEqual(held);
});

test("deliveries of a disabled endpoint are not retried, but discarded; of another account neither", async () => {
  const { stage, endpointId, deliveryId } = await waiting();
  const other = await waiting();
  await stage.run(disableEndpoint, { endpointId, reason: "by_hand" });
  await expect(stage.run(retryDeliveries, { endpointId })).rejects.toEqual(refusal("endpoint.disabled"));
  for (const command of [retryDeliveries, discardDeliveries]) {
    await expect(stage.run(command, { deliveryId: other.deliveryId })).rejects.toEqual(
      refusal("delivery.not_found"),
    );
    await expect(stage.run(command, { endpointId: other.endpointId })).rejects.toEqual(
      refusal("endpoint.not_found"),
    );
  }
  expect((await stage.run(discardDeliveries, { deliveryId })).result.count).toBe(1);
  expect((await listed(other.stage)).data).toMatchObject([{ id: other.deliveryId }]);
});

test("deliveries that failed for good are listed apart, the newest first", async () => {
  const { stage, endpointId, deliveryId } = await waiting();
  const { id } = (await stage.run(testEndpoint, { endpointId, type: "contact.created" })).result;
  await scene.world.database.query(
    "update delivery set state = 'failed', tries = 10, settled_at = due_at where account_id = $1",
    [stage.accountId],
  );
  expect((await listed(stage, null, "failed")).data).toMatchObject([
    { id, state: "failed", dueAt: null },
    { id: deliveryId, state: "failed" },
  ]);
  expect((await listed(stage)).data).toEqual([]);
  await expect(stage.run(retryDeliveries, { deliveryId })).rejects.toEqual(refusal("delivery.settled"));
});
