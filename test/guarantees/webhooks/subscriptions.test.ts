import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import { replayDeliveries } from "@/server/commands/webhooks/deliveries";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Stage } from "@/test/guarantees/laws/stage";
import { type Taken, withStatus } from "@/test/support/clients/receiver";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const types = (taken: readonly Taken[]) => taken.map(({ json }) => json.type);

describe("subscriptions", () => {
  const conversation = (stage: Stage) => ({ conversationId: stage.conversation.id });

  /** The stage's caller with a token. */
  const tokenOf = ({ admin, token }: Stage): Caller => ({
    ...admin,
    tokenId: token.id,
    actor: { type: "token", id: token.id, name: token.name },
  });

  test("an endpoint receives only its subscribed types and inboxes, and nothing that its own token caused", async () => {
    const stage = await scene.stage();
    const [some, ofInbox, notOwn] = [await scene.receiver(), await scene.receiver(), await scene.receiver()];
    await scene.endpoint(stage, some, { types: ["conversation.labelled"] });
    await scene.endpoint(stage, ofInbox, { types: ["*"], inboxIds: [stage.hiddenInbox.id] });
    await scene.pass();
    const token = tokenOf(stage);
    const { result } = await scene.world.run(createEndpoint, token, {
      url: notOwn.url,
      types: ["*"],
      suppressSelf: true,
    });
    expect(result.endpoint.suppressSelf).toBe(true);
    await scene.world.run(labelConversation, token, { conversation: conversation(stage), add: ["by-token"] });
    await stage.run(sendMessage, { conversation: conversation(stage), content: "by hand" });
    await scene.pass();
    await scene.until(() => notOwn.taken.length === 2);
    await scene.until(() => some.taken.length === 1);
    expect(types(some.taken)).toEqual(["conversation.labelled"]);
    expect(types(notOwn.taken).toSorted()).toEqual(["message.created", "message.send_requested"]);
    expect(types(ofInbox.taken).filter((type) => /^(conversation|message)\./.test(type))).toEqual([]);
  });

  test("an endpoint without its own token's events still receives the progress and end of that token's operations", async () => {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    const token = tokenOf(stage);
    const { url } = receiver;
    await scene.pass();
    await scene.world.run(createEndpoint, token, { url, types: ["*"], suppressSelf: true });
    await scene.pass();
    const { result: bulk } = await scene.world.run(startBulk, token, {
      change: { action: "status", params: { signal: "resolve" } },
      target: { ids: [stage.conversation.id] },
      mode: "best_effort",
      timeoutS: 600,
    });
    while ((await scene.world.run(advanceBulk, token, { bulkId: bulk.id })).result !== null);
    await scene.pass();
    await scene.until(() => types(receiver.taken).includes("operation.succeeded"));
    await scene.until(() => types(receiver.taken).includes("bulk.completed"));
    await stage.run(labelConversation, { conversation: conversation(stage), add: ["by-hand"] });
    await scene.pass();
    await scene.until(() => types(receiver.taken).includes("conversation.labelled"));
    expect(
      types(receiver.taken)
        .filter((type) => /^(bulk|operation|conversation)\./.test(type))
        .sort(),
    ).toEqual(["bulk.completed", "bulk.started", "conversation.labelled", "operation.succeeded"]);
  });
});

describe("moved out", () => {
  test("an endpoint of some inboxes receives the move out of them, and nothing of that conversation afterwards", async () => {
    const stage = await scene.stage();
    const conversation = { conversationId: stage.conversation.id };
    const send = (content: string) => scene.world.run(sendMessage, stage.admin, { conversation, content });
    const [left, other] = [await scene.receiver(), await scene.receiver()];
    const inboxIds = [stage.inbox.id];
    await scene.endpoint(stage, left, { types: ["message.created", "conversation.purged"], inboxIds });
    await scene.endpoint(stage, other, { types: ["message.created"], inboxIds });
    await send("while it is here");
    const away = { conversation, inboxId: stage.hiddenInbox.id };
    await scene.world.run(moveConversation, stage.admin, away);
    await send("while it is elsewhere");
    await scene.world.run(moveConversation, stage.admin, { ...away, inboxId: stage.inbox.id });
    await send("back again");
    await scene.pass();
    await scene.until(
      () => left.taken.length === 3 && types(other.taken).join() === "message.created,message.created",
    );
    expect(types(left.taken).sort()).toEqual(["conversation.moved", "message.created", "message.created"]);
  });
});

describe("replay", () => {
  test("a replay of one delivery, a period, or all after a seq sends each event again under its id", async () => {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    const types = ["conversation.labelled", "contact.updated"];
    const { endpointId } = await scene.endpoint(stage, receiver, { types });
    const conversation = { conversationId: stage.conversation.id };
    const came = () => receiver.taken.map(({ headers }) => String(headers["webhook-id"]));
    const rows = () => deliveriesOf(scene.world.database, stage.accountId, endpointId);
    const arrive = async (count: number) => {
      await scene.pass();
      await scene.until(() => receiver.taken.length === count);
      // The success is stored too: after its lease it would be sent again.
      await scene.until(async () => (await rows()).every(({ state }) => state === "delivered"));
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

    const deliveries = await rows();
    const deliveryId = deliveries.find(({ eventId }) => eventId === early)?.id ?? 0;
    const replay = async (what: Parameters<typeof replayDeliveries>[1]["replay"]) =>
      (await stage.run(replayDeliveries, { endpointId, replay: what })).result;
    expect(await replay({ deliveryId })).toEqual({ count: 1, nextSeq: null });
    await arrive(5);
    expect(came()[4]).toBe(early);

    expect(await replay({ from, to })).toEqual({ count: 2, nextSeq: null });
    await arrive(7);
    expect(came().slice(5).sort()).toEqual(middle);

    const seqs = deliveries
      .filter(({ eventId }) => middle.includes(eventId))
      .map(({ eventSeq }) => eventSeq ?? 0);
    expect(await replay({ from, to, sinceSeq: Math.min(...seqs) })).toEqual({ count: 1, nextSeq: null });
    await arrive(8);
    expect(middle).toContain(came()[7]);

    const sinceSeq = (deliveries.find(({ eventId }) => eventId === late)?.eventSeq ?? 0) - 1;
    expect(await replay({ sinceSeq })).toEqual({ count: 1, nextSeq: null });
    await arrive(9);
    expect(came()[8]).toBe(late);
    expect((await rows()).filter((d) => d.isReplay)).toHaveLength(5);
  });

  test("a replay omits withdrawn and purged messages, and sends one within its undo window only after the window", async () => {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    const { endpointId } = await scene.endpoint(stage, receiver, { types: ["message.created"] });
    const reply = { conversation: { conversationId: stage.conversation.id }, holdMs: 8_000 };
    const send = async (content: string) =>
      (await stage.run(sendMessage, { ...reply, content })).result.message.id;
    const withdrawn = await send("withdrawn");
    const purged = await send("purged");
    await send("kept");
    await stage.run(withdrawMessage, { messageId: withdrawn });
    await scene.pass();
    const deliveries = () => deliveriesOf(scene.world.database, stage.accountId, endpointId);
    await scene.until(async () => (await deliveries()).length === 3);
    const sinceSeq = Math.min(...(await deliveries()).map(({ eventSeq }) => eventSeq ?? 0)) - 1;
    await stage.run(replayDeliveries, { endpointId, replay: { sinceSeq } });
    const purge = "delete from message where account_id = $1 and id = $2";
    await scene.world.database.query(purge, [stage.accountId, purged]);
    const now = scene.world.clock.now.getTime();
    const again = (await deliveries()).filter(({ isReplay }) => isReplay);
    expect(again.map(({ dueAt }) => new Date(dueAt ?? 0).getTime() > now)).toEqual([true, true, true]);
    await scene.pass(9_000);
    await scene.until(async () => (await deliveries()).every(({ state }) => state !== "waiting"));
    expect(receiver.taken.map(({ json }) => json.data.content)).toEqual(["kept", "kept"]);
    expect((await deliveries()).map(({ droppedReason }) => droppedReason).filter(Boolean)).toEqual(
      Array(4).fill("withdrawn"),
    );
  });

  test("a replayed message that had an undo window does not wait for the failed delivery's next try", async () => {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    receiver.answer = withStatus(500);
    const { endpointId } = await scene.endpoint(stage, receiver, { types: ["message.created"] });
    const place = { conversation: { conversationId: stage.conversation.id } };
    await stage.run(sendMessage, { ...place, content: "Hello", holdMs: 1_000 });
    await scene.pass();
    await scene.pass(2_000);
    const first = async () => (await deliveriesOf(scene.world.database, stage.accountId, endpointId)).at(-1);
    await scene.until(async () => (await first())?.tries === 1);
    await stage.run(replayDeliveries, { endpointId, replay: { deliveryId: (await first())?.id ?? 0 } });
    const [again] = await deliveriesOf(scene.world.database, stage.accountId, endpointId);
    expect(again).toMatchObject({ isReplay: true, dueAt: scene.world.clock.now.toISOString() });
  });
});
