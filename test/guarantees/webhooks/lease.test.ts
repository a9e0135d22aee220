import { afterAll, beforeAll, expect, test } from "vitest";
import { trashConversation } from "@/server/commands/conversations/trash";
import { labelConversation } from "@/server/commands/organising/labels";
import { claimDeliveries, mayBegin } from "@/server/store/webhooks/claim-deliveries";
import { listTries } from "@/server/store/webhooks/deliveries";
import { fanOutDeliveries } from "@/server/store/webhooks/fan-out-deliveries";
import { settleDeliveries } from "@/server/store/webhooks/settle-deliveries";
import { settle } from "@/server/worker/webhooks/settle";
import { advance, confirm } from "@/test/support/scenes/deleting";
import { deliveriesOf } from "@/test/support/scenes/deliveries";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
});
afterAll(() => scene.close());

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
  expect(await listTries(database, stage.accountId, mine.id)).toMatchObject([{ status: 500, excerpt: null }]);
});
