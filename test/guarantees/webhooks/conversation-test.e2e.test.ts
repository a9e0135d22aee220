import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { addNote } from "@/server/commands/messages/notes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import { replayDeliveries, testEndpoint } from "@/server/commands/webhooks/deliveries";
import type { NewEndpoint } from "@/server/commands/webhooks/endpoints";
import { canonicalJson } from "@/server/lib/canonical-json";
import { listEvents } from "@/server/queries/events/list-events";
import { showDelivery } from "@/server/queries/webhooks/preview-webhook";
import { listCoveredEvents } from "@/server/store/webhooks/test-deliveries";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withStatus } from "@/test/support/clients/receiver";
import { readPlans } from "@/test/support/database/plan";
import { openTested, type TestedSettings } from "@/test/support/scenes/tested-conversation";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const open = (settings?: TestedSettings) => openTested(scene, settings);

const logOf = async ({ admin }: Stage) =>
  (await listEvents(scene.world.database, admin, { after: null, limit: 1000 })).data;

test("the newest covered event of the conversation is sent with its data, under an id of its own, marked", async () => {
  const { stage, conversation, start, arrive, rows } = await open();
  await stage.run(labelConversation, { conversation, add: ["newer"] }); // not in the subscription
  const started = await start();
  const taken = await arrive(1);
  const event = (await logOf(stage)).find(({ type }) => type === "note.created");
  const { id, hash, ...sent } = taken?.json ?? {};
  expect({ ...sent, id: event?.id, hash: event?.hash }).toEqual({ ...event, test: true });
  expect(sent.data).toMatchObject({ content: "Perlhuhn" });
  expect(id).not.toBe(event?.id);
  expect(taken?.headers).toMatchObject({ "webhook-id": id, "webhook-test": "true" });
  const { seq: _seq, stampedAt: _at, test: _mark, ...hashed } = { ...sent, id };
  expect(hash).toBe(createHash("sha256").update(canonicalJson(hashed)).digest("hex"));
  expect(started).toMatchObject({
    eventId: id,
    eventSeq: event?.seq,
    isTest: true,
    conversationId: conversation.conversationId,
  });
  expect(await rows()).toMatchObject([{ id: started.id, state: "delivered", isTest: true }]);
});

test("the shown delivery has the request that was sent", async () => {
  const { stage, start, arrive } = await open();
  const { id: deliveryId } = await start();
  const taken = await arrive(1);
  const { database, clock } = scene.world;
  const { request } = await showDelivery(database, stage.admin, { deliveryId, now: clock.now });
  expect(request).toMatchObject({ body: taken?.body, headers: { "webhook-test": "true" } });
  expect(request?.headers["webhook-id"]).toBe(taken?.headers["webhook-id"]);
});

test("a type limits the test to events of that type", async () => {
  const { stage, conversation, start, arrive } = await open({ types: ["*"] });
  await stage.run(labelConversation, { conversation, add: ["newer"] });
  await arrive(3); // the endpoint's creation, the label's, and the conversation's labelling
  await start({ type: "note.created" });
  expect((await arrive(4))?.json).toMatchObject({ type: "note.created", test: true });
});

test("a replay of a test is the same test again", async () => {
  const { stage, endpointId, start, arrive, rows } = await open();
  const { id: deliveryId } = await start();
  const first = await arrive(1);
  await stage.run(replayDeliveries, { endpointId, replay: { deliveryId } });
  const again = await arrive(2);
  expect(again?.body).toBe(first?.body);
  expect(again?.headers).toMatchObject({ "webhook-id": first?.json.id, "webhook-test": "true" });
  expect(await rows()).toMatchObject([
    { isTest: true, isReplay: true },
    { isTest: true, isReplay: false },
  ]);
});

test("a conversation that is permanently deleted before the try leaves nothing of what people wrote", async () => {
  const { stage, conversation, start, arrive, receiver } = await open();
  receiver.answer = withStatus(500);
  await start();
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  await stage.run(deleteConversation, { conversation });
  await expect(start()).rejects.toMatchObject({ refusal: "conversation.not_found" });
  receiver.answer = withStatus(204);
  await scene.pass(10_000);
  const taken = await arrive(2);
  expect(taken?.json).toMatchObject({ test: true, redactedAt: expect.any(String), data: { content: "" } });
  expect(taken?.body).not.toContain("Perlhuhn");
});

test("another account's conversation, and an unknown one, are not found", async () => {
  const [{ start, rows }, theirs] = [await open(), await scene.stage()];
  const { result } = await theirs.run(createConversation, {
    inboxId: theirs.inbox.id,
    contactId: theirs.contact.id,
    startedBy: "other",
  });
  for (const displayId of [result.conversation.displayId, 9_999_999])
    await expect(start({ displayId })).rejects.toMatchObject({
      refusal: "conversation.not_found",
      field: "displayId",
    });
  expect(await rows()).toEqual([]);
});

test("a token for some inboxes cannot test with a conversation of another", async () => {
  const { stage, endpointId, displayId } = await open();
  const narrow = { ...stage.admin, inboxIds: [stage.hiddenInbox.id] };
  await expect(scene.world.run(testEndpoint, narrow, { endpointId, displayId })).rejects.toMatchObject({
    refusal: "conversation.not_found",
  });
});

/** Copies the newest event of the account so often, as one of this conversation. */
const copyNewest = ({ accountId }: Stage, conversationId: number, count: number) =>
  scene.world.database.query(
    `with newest as (
       select * from event where account_id = $1 order by seq desc limit 1
     ), copied as (
       insert into event
       select c.* from newest n, generate_series(1, $3::int) as i,
              jsonb_populate_record(null::event, to_jsonb(n) || jsonb_build_object('seq', n.seq + i, 'conversation_id', $2::bigint)) as c
     )
     update account_head set last_seq = last_seq + $3 where account_id = $1`,
    [accountId, conversationId, count],
  );

test("only the newest 1,000 events of a conversation are read", async () => {
  const { stage, endpointId, conversation, start, arrive } = await open();
  const { conversationId } = conversation;
  const { database, clock } = scene.world;
  await stage.run(labelConversation, { conversation, add: ["newer"] });
  await scene.pass();
  await copyNewest(stage, conversationId, 998);
  await start();
  expect((await arrive(1))?.json).toMatchObject({ test: true });
  await copyNewest(stage, conversationId, 1);
  await expect(start()).rejects.toMatchObject({ refusal: "endpoint.no_event" });

  // A long conversation in a log whose newest events are of others.
  await copyNewest(stage, conversationId, 8_000);
  await copyNewest(stage, 9_999_999, 2_000);
  await database.query("analyze event");
  const of = { endpointId, conversationId, type: null, now: clock.now };
  const [reading] = await readPlans(database, (db) => listCoveredEvents(db, stage.accountId, of));
  expect(reading?.seqScans).not.toContain("event_202611");
  expect(reading?.rowsRead).toBeLessThan(1_010);
});

const UNCOVERED: Record<string, (stage: Stage) => Partial<NewEndpoint>> = {
  "another subscription": () => ({ types: ["conversation.moved"] }),
  "another inbox": ({ hiddenInbox }) => ({ types: ["*"], inboxIds: [hiddenInbox.id] }),
  "a narrower subscription": () => ({ types: ["conversation.labelled/spam"] }),
};

test.each(Object.entries(UNCOVERED))("an endpoint with %s covers no event", async (_, settings) => {
  const { start, rows } = await open(settings);
  const before = await rows();
  await expect(start()).rejects.toMatchObject({ refusal: "endpoint.no_event", field: "displayId" });
  expect(await rows()).toEqual(before);
});

test("an endpoint of the conversation's inbox covers its events", async () => {
  const { start, arrive } = await open(({ inbox }) => ({ inboxIds: [inbox.id] }));
  await start();
  expect((await arrive(1))?.json.data).toMatchObject({ content: "Perlhuhn" });
});

test("a message that may still be withdrawn, or was, is not sent", async () => {
  const { stage, conversation, receiver, start } = await open({ types: ["message.created", "note.created"] });
  const undoable = { conversation, holdMs: 8_000 };
  await stage.run(sendMessage, { ...undoable, content: "held" });
  const withdrawn = await stage.run(sendMessage, { ...undoable, content: "withdrawn" });
  await stage.run(withdrawMessage, { messageId: withdrawn.result.message.id });
  await scene.pass();
  const { type } = await start();
  expect(type).toBe("note.created");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  expect(receiver.taken[0]?.json).toMatchObject({ type: "note.created", test: true });
  await scene.pass(9_000); // the undo window of the first has ended
  await scene.until(() => receiver.taken.length === 2);
  await start();
  await scene.pass();
  await scene.until(() => receiver.taken.length === 3);
  expect(receiver.taken[2]?.json).toMatchObject({ type: "message.created", data: { content: "held" } });
});

test("in an ordered endpoint a failing test holds no delivery back, and waits for none", async () => {
  const { stage, conversation, receiver, start } = await open({ ordered: true });
  receiver.answer = withStatus(500);
  await start();
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  await stage.run(addNote, { conversation, content: "real" });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  expect(receiver.taken[1]?.json).toMatchObject({ data: { content: "real" } });
  expect(receiver.taken[1]?.json).not.toHaveProperty("test");
  await start();
  await scene.pass();
  await scene.until(() => receiver.taken.length === 3);
  expect(receiver.taken[2]?.json).toMatchObject({ test: true, data: { content: "real" } });
});
