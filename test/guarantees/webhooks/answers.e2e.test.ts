import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { labelConversation } from "@/server/commands/organising/labels";
import { disableEndpoint, enableEndpoint, updateEndpoint } from "@/server/commands/webhooks/endpoints";
import type { Database } from "@/server/store/_postgres/db";
import { listTries } from "@/server/store/webhooks/delivery-tries";
import { findEndpoint } from "@/server/store/webhooks/endpoints";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withStatus } from "@/test/support/clients/receiver";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

const types = ["conversation.labelled"];

let scene: WebhookScene;
const lost = { next: false };
beforeAll(async () => {
  scene = await openWebhookScene();
  const { database } = scene.world;
  const transaction: Database["transaction"] = async (work) => {
    const done = await database.transaction(work);
    if (!lost.next) return done;
    lost.next = false;
    throw new Error("the answer to the commit was lost");
  };
  scene.start({ database: { ...database, transaction } });
});
afterAll(() => scene.close());

const label = (stage: Stage, name: string) =>
  stage.run(labelConversation, { conversation: { conversationId: stage.conversation.id }, add: [name] });
const stateOf = async ({ accountId }: Stage, endpointId: number) =>
  (await findEndpoint(scene.world.database, accountId, endpointId))?.state;
const rows = ({ accountId }: Stage, endpointId: number) =>
  deliveriesOf(scene.world.database, accountId, endpointId);

test("a result whose commit was made, and whose answer was lost, is counted once", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  receiver.answer = ({ answer }) => {
    lost.next = true;
    answer.writeHead(500).end();
  };
  const { endpointId } = await scene.endpoint(stage, receiver, { types });
  await label(stage, "one");
  await scene.pass();
  await scene.until(async () => (await rows(stage, endpointId))[0]?.tries === 1);
  receiver.answer = withStatus(204);
  await scene.pass(6_000);
  await scene.until(async () => (await rows(stage, endpointId))[0]?.state === "delivered");
  const [row] = await rows(stage, endpointId);
  const tries = await listTries(scene.world.database, stage.accountId, row?.id ?? 0);
  expect(tries.map(({ number, status }) => [number, status])).toEqual([
    [1, 500],
    [2, 204],
  ]);
  const counted = await scene.world.database.query(
    "select sum(tries)::int as tries, sum(delivered)::int as delivered from endpoint_hour where endpoint_id = $1",
    [endpointId],
  );
  expect(counted).toEqual([{ tries: 2, delivered: 1 }]);
});

test("a receiver that answers 410 is not called for what was claimed behind it", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  let calls = 0;
  receiver.answer = (one) => {
    calls++;
    withStatus(410)(one);
  };
  const { endpointId } = await scene.endpoint(stage, receiver, { types, concurrency: 1 });
  for (const name of ["one", "two", "three"]) await label(stage, name);
  await scene.pass();
  await scene.until(async () => (await stateOf(stage, endpointId)) === "disabled");
  await scene.until(async () => (await rows(stage, endpointId)).every(({ state }) => state === "waiting"));
  expect(calls).toBe(1);
});

test("a 410 of an address that was changed meanwhile does not disable the webhook", async () => {
  const stage = await scene.stage();
  const [before, next] = [await scene.receiver(), await scene.receiver()];
  const open: ServerResponse[] = [];
  before.answer = ({ answer }) => void open.push(answer);
  const { endpointId } = await scene.endpoint(stage, before, { types });
  await label(stage, "one");
  await scene.pass();
  await scene.until(() => open.length === 1);
  await stage.run(updateEndpoint, { endpointId, url: next.url });
  open[0]?.writeHead(410).end();
  await scene.until(async () => (await rows(stage, endpointId))[0]?.tries === 1);
  await scene.pass(6_000);
  await scene.until(async () => (await rows(stage, endpointId))[0]?.state === "delivered");
  expect(await stateOf(stage, endpointId)).toBe("enabled");
});

test.each([
  [
    "enabled again",
    async (stage: Stage, { endpointId }: { endpointId: number }) => {
      await stage.run(disableEndpoint, { endpointId, reason: "by_hand" });
      await stage.run(enableEndpoint, { endpointId });
    },
  ],
  [
    "enabled while it is",
    (stage: Stage, { endpointId }: { endpointId: number }) => stage.run(enableEndpoint, { endpointId }),
  ],
  [
    "at another address",
    (stage: Stage, to: { endpointId: number; url: string }) => stage.run(updateEndpoint, to),
  ],
])("what waits for a planned retry goes at once when its webhook is %s", async (_, change) => {
  const stage = await scene.stage();
  const [before, next] = [await scene.receiver(), await scene.receiver()];
  before.answer = withStatus(503, { "retry-after": "80000" });
  const { endpointId } = await scene.endpoint(stage, before, { types });
  await label(stage, "one");
  await scene.pass();
  await scene.until(async () => (await rows(stage, endpointId))[0]?.tries === 1);
  before.answer = withStatus(204);
  await change(stage, { endpointId, url: next.url });
  await scene.pass(1_000);
  await scene.until(async () => (await rows(stage, endpointId))[0]?.state === "delivered");
});
