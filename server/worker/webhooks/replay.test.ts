import { afterAll, beforeAll, expect, test } from "vitest";
import { labelConversation } from "@/server/commands/label-conversation";
import { replayDeliveries } from "@/server/commands/replay-deliveries";
import { updateContact } from "@/server/commands/update-contact";
import { deliveriesOf } from "@/test/deliveries";
import { openWebhookScene, type WebhookScene } from "@/test/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

test("one delivery, a time, or all after a place is sent again, each event under its id", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const types = ["conversation.labelled", "contact.updated"];
  const { endpointId } = await scene.endpoint(stage, receiver, { types });
  const conversation = { conversationId: stage.conversation.id };
  const came = () => receiver.taken.map(({ headers }) => String(headers["webhook-id"]));
  const arrive = async (count: number) => {
    await scene.pass();
    await scene.until(() => receiver.taken.length === count);
  };
  await stage.run(labelConversation, { conversation, add: ["early"] });
  await arrive(1);
  await scene.pass(60_000);
  const from = scene.world.clock.now;
  await stage.run(labelConversation, { conversation, add: ["middle"] });
  await stage.run(updateContact, { contactId: stage.contact.id, name: "Li" });
  await arrive(3);
  await scene.pass(60_000);
  const to = scene.world.clock.now;
  await stage.run(labelConversation, { conversation, add: ["late"] });
  await arrive(4);
  const [early, ...rest] = came();
  const [late] = rest.slice(-1);
  const middle = rest.slice(0, 2).sort();

  const owed = await deliveriesOf(scene.world.database, stage.accountId, endpointId);
  const deliveryId = owed.find(({ eventId }) => eventId === early)?.id ?? 0;
  const replay = async (what: Parameters<typeof replayDeliveries>[1]["replay"]) =>
    (await stage.run(replayDeliveries, { endpointId, replay: what })).result;
  expect(await replay({ deliveryId })).toEqual({ count: 1, nextSeq: null });
  await arrive(5);
  expect(came()[4]).toBe(early);

  expect(await replay({ from, to })).toEqual({ count: 2, nextSeq: null });
  await arrive(7);
  expect(came().slice(5).sort()).toEqual(middle);

  const sinceSeq = (owed.find(({ eventId }) => eventId === late)?.eventSeq ?? 0) - 1;
  expect(await replay({ sinceSeq })).toEqual({ count: 1, nextSeq: null });
  await arrive(8);
  expect(came()[7]).toBe(late);
  expect(
    (await deliveriesOf(scene.world.database, stage.accountId, endpointId)).filter((d) => d.isReplay),
  ).toHaveLength(4);
});
