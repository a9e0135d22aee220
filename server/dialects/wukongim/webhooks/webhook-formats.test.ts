import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createGroup } from "@/server/commands/groups/create-group";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendCommandMessage } from "@/server/commands/messages/command-messages";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { releaseMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import { testEndpoint } from "@/server/commands/webhooks/deliveries";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import { onlineStatus, SAMPLE_ONLINE_STATUS } from "@/server/contract/webhook/special-deliveries";
import { notifyOnlineStatus } from "@/server/dialects/wukongim/commands/notify-online-status";
import type { OnlineDevice } from "@/server/dialects/wukongim/socket/devices/device-book";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withStatus } from "@/test/support/clients/receiver";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { BASE_URL, openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { createWukongimFormats } from "./webhook-formats";

let scene: WebhookScene;
/** The devices that are connected, in any account. */
let online: OnlineDevice[] = [];
beforeAll(async () => {
  scene = await openWebhookScene();
  const { database, clock } = scene.world;
  provideWebhookFormats(
    createWukongimFormats({
      services: { database, now: () => clock.now },
      baseUrl: BASE_URL,
      onlineDevices: () => online,
    }),
  );
  scene.start();
});
afterAll(() => scene.close());

/** A group of Ann and Bob in a WuKongIM inbox, and a receiver of one of its webhooks. */
async function open(format: EndpointFormat) {
  online = [];
  const stage = await scene.stage();
  const inbox = (await stage.run(createInbox, { name: "IM", channel: "wukongim" })).result;
  const join = async (uid: string) =>
    (await stage.run(createContact, { name: uid, inboxId: inbox.id, sourceId: uid })).result.contact.id;
  const [ann, bob] = [await join("ann"), await join("bob")];
  const members = [{ contactId: ann }, { contactId: bob }];
  const group = { inboxId: inbox.id, name: "Group", sourceId: "2:g1", members, isSilent: true };
  const { conversation } = (await stage.run(createGroup, { ...group, startedBy: "other" as const })).result;
  const receiver = await scene.receiver();
  const { endpointId } = await scene.endpoint(stage, receiver, { format });
  const { id: conversationId, displayId } = conversation;
  const place = { inboxId: inbox.id, conversation: { conversationId }, displayId };
  return { stage, receiver, endpointId, ann, bob, ...place };
}

const say = (
  stage: Stage,
  conversation: { conversationId: number },
  fromContactId: number,
  content: string,
) => stage.run(receiveMessage, { conversation, fromContactId, content });

const textOf = ({ payload }: { payload: string }) => JSON.parse(Buffer.from(payload, "base64").toString());

test("msg.notify is an array with one message, for what members read and for commands", async () => {
  const { stage, receiver, ann, conversation } = await open("wukongim");
  const { message } = (await say(stage, conversation, ann, "Hello")).result;
  await stage.run(sendMessage, { conversation, content: "How can I help?" });
  await stage.run(sendCommandMessage, { conversation, content: "", contentType: "typing" });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 3);
  expect(receiver.taken.map(({ path }) => path)).toEqual(Array(3).fill("/hook?event=msg.notify"));
  const all = receiver.taken.flatMap(({ json }) => json);
  const [said, answered, command] = all.sort((a, b) => a.message_id - b.message_id);
  expect(said).toMatchObject({
    message_id: message.id,
    message_idstr: String(message.id),
    message_seq: 1,
    from_uid: "ann",
    channel_id: "g1",
    channel_type: 2,
    header: { no_persist: 0, red_dot: 1, sync_once: 0 },
  });
  expect(textOf(said)).toEqual({ type: 1, content: "Hello" });
  expect(answered).toMatchObject({ message_seq: 2, channel_id: "g1" });
  expect(command).toMatchObject({ header: { sync_once: 1 }, channel_id: "g1" });
});

test("a test with a conversation sends its newest message, and no event of another type", async () => {
  const { stage, receiver, endpointId, ann, conversation, displayId } = await open("wukongim");
  const { message } = (await say(stage, conversation, ann, "Hello")).result;
  await stage.run(labelConversation, { conversation, add: ["vip"] });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  await stage.run(testEndpoint, { endpointId, displayId });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  const [said, tested] = receiver.taken;
  expect(tested?.json).toEqual(said?.json);
  expect(tested?.json).toMatchObject([{ message_id: message.id, from_uid: "ann", channel_id: "g1" }]);
  expect(tested?.headers).toMatchObject({ "webhook-test": "true" });
  expect(tested?.headers["webhook-id"]).not.toBe(said?.headers["webhook-id"]);
});

test("msg.notify is repeated under one id until it is accepted", async () => {
  const { stage, receiver, endpointId, ann, conversation } = await open("wukongim");
  receiver.answer = withStatus(500);
  await say(stage, conversation, ann, "Hello");
  await scene.pass();
  const rows = () => deliveriesOf(scene.world.database, stage.accountId, endpointId);
  await scene.until(async () => (await rows()).some(({ tries }) => tries === 1));
  receiver.answer = withStatus(200);
  await scene.pass(60_000);
  await scene.until(() => receiver.taken.length === 2);
  const [first, second] = receiver.taken;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
});

test("msg.offline names the readers without a connected device, and is not sent when all have one", async () => {
  const { stage, receiver, ann, bob, inboxId, conversation } = await open("wukongim_offline");
  const device = (uid: string) => ({ inboxId, uid, deviceFlag: 1, connections: 1 });
  online = [device("ann")];
  await say(stage, conversation, ann, "For Bob");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  online = [device("ann"), device("bob")];
  await say(stage, conversation, ann, "Bob has it");
  await scene.pass();
  online = [device("bob")];
  await say(stage, conversation, bob, "For Ann");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  expect(receiver.taken.map(({ path, json }) => [path, textOf(json).content, json.to_uids])).toEqual([
    ["/hook?event=msg.offline", "For Bob", ["bob"]],
    ["/hook?event=msg.offline", "For Ann", ["ann"]],
  ]);
});

test("a message outside of members' histories, and a note, are not sent", async () => {
  const { stage, receiver, ann, conversation } = await open("wukongim");
  await stage.run(receiveMessage, {
    conversation: { conversationId: stage.conversation.id },
    content: "Mail",
  });
  await say(stage, conversation, ann, "Hello");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  expect(textOf(receiver.taken[0]?.json[0])).toEqual({ type: 1, content: "Hello" });
});

test("user.onlinestatus is the bare array of statuses, for endpoints of its format and inbox alone", async () => {
  const { stage, receiver, inboxId } = await open("wukongim_status");
  const other = await scene.receiver();
  await scene.endpoint(stage, other, { format: "wukongim" });
  const elsewhere = await scene.receiver();
  await scene.endpoint(stage, elsewhere, { format: "wukongim_status", inboxIds: [stage.inbox.id] });
  const statuses = ["ann-b-1-1-7c3e-1-2", "ann-b-1-0-7c3e-0-1"];
  await stage.run(notifyOnlineStatus, { inboxId, statuses });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  const [taken] = receiver.taken;
  expect([taken?.path, taken?.json]).toEqual(["/hook?event=user.onlinestatus", statuses]);
  expect(taken?.headers["webhook-test"]).toBeUndefined();
  expect([other.taken, elsewhere.taken]).toEqual([[], []]);
});

test("the published sample of an online status has its shape", () => {
  expect(onlineStatus.parse(SAMPLE_ONLINE_STATUS)).toEqual(SAMPLE_ONLINE_STATUS);
});

test("msg.notify of a message with an undo window comes, also where its end is handled late", async () => {
  const { stage, receiver, conversation } = await open("wukongim");
  const unsent = { conversation, content: "One moment", holdMs: 8_000 };
  const { message } = (await stage.run(sendMessage, unsent)).result;
  const query = vi.spyOn(scene.world.database, "query");
  await scene.pass(8_000); // its delivery is due, and nothing has ended the window yet
  const looks = () =>
    query.mock.calls.filter(([sql]) => String(sql).startsWith("select 1 from message_hold"));
  await scene.until(() => looks().length > 1);
  query.mockRestore();
  expect(receiver.taken).toEqual([]);
  await scene.world.run(releaseMessage, systemCaller(stage.accountId), { messageId: message.id });
  await scene.pass(120_000); // the lease of a claim that did not wait so long has ended
  await scene.until(() => receiver.taken.length === 1);
  expect(receiver.taken[0]?.json).toMatchObject([{ message_id: message.id, message_seq: 1 }]);
});
