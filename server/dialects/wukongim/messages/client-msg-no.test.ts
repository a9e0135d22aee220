import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendCommandMessage } from "@/server/commands/messages/command-messages";
import { isReservedUid } from "@/server/dialects/wukongim/domain/channel";
import { listCommandMessagesOf } from "@/server/queries/messages/command-messages";
import type { Api } from "@/test/support/clients/api";
import {
  createWukongimTenant,
  encoded,
  openWukongim,
  setUpWukongim,
  textPayload,
} from "@/test/support/clients/wukongim";
import { withoutRoomFor } from "@/test/support/database/without-room";
import { rangeOf } from "./history";
import { routeMessage } from "./route-message";

describe("client msg no", () => {
  const scene = setUpWukongim();

  const send = (json: object) =>
    scene.tenant.client.post("/message/send", { channel_type: 1, payload: textPayload("Hello"), ...json });

  async function historyOf(uid: string, channelId: string) {
    const channel = { login_uid: uid, channel_id: channelId, channel_type: 1 };
    const { body } = await scene.tenant.client.post("/channel/messagesync", channel);
    return body.messages;
  }

  const TAKEN = {
    status: 400,
    body: { status: 400, reason: 28, msg: expect.stringMatching(/^client_msg_no: /) },
  };

  test("a repetition under the same client_msg_no is answered with the first message; another sender's number is their own", async () => {
    const first = await send({ from_uid: "ann", channel_id: "bob", client_msg_no: "1" });
    const again = await send({ from_uid: "ann", channel_id: "bob", client_msg_no: "1" });
    const others = await send({ from_uid: "bob", channel_id: "ann", client_msg_no: "1" });
    expect(again.body).toEqual(first.body);
    expect(others.body.data.message_id).not.toBe(first.body.data.message_id);
    expect(await historyOf("ann", "bob")).toHaveLength(2);
  });

  test.each([
    ["another text", {}, { payload: textPayload("Other") }],
    [
      "another field of the same text",
      {},
      { payload: encoded({ type: 1, content: "Hello", mention: ["u"] }) },
    ],
    ["the same payload as a command", {}, { header: { sync_once: 1 } }],
    ["a command's payload as a stored message", { header: { sync_once: 1 } }, {}],
    [
      "another payload of a command",
      { header: { sync_once: 1 } },
      { header: { sync_once: 1 }, payload: encoded({ type: 99, cmd: "x" }) },
    ],
  ])("%s under the same client_msg_no is refused, and loses nothing", async (_, one, other) => {
    for (const [from_uid, channel_id] of [
      ["ann", "bob"],
      ["", "cat"],
      ["dan", "____system"],
    ]) {
      const channel = { from_uid, channel_id, client_msg_no: "1" };
      const first = await send({ ...channel, ...one });
      expect(first).toMatchObject({ status: 200 });
      expect(await send({ ...channel, ...other })).toMatchObject(TAKEN);
      expect((await send({ ...channel, ...one })).body).toEqual(first.body);
      expect(await send({ ...channel, ...other, client_msg_no: "2" })).toMatchObject({ status: 200 });
    }
  });

  test("messages without a client_msg_no are never compared", async () => {
    for (const client_msg_no of ["", null, undefined])
      for (const content of ["a", "a", "b"])
        await send({ from_uid: "ann", channel_id: "bob", client_msg_no, payload: textPayload(content) });
    expect(await historyOf("ann", "bob")).toHaveLength(9);
  });

  test("an ephemeral message is passed on under any client_msg_no, because nothing of it is kept", async () => {
    const channel = { from_uid: "ann", channel_id: "bob", client_msg_no: "1" };
    await send(channel);
    for (const content of ["Hello", "Other"]) {
      const passed = await send({ ...channel, header: { no_persist: 1 }, payload: textPayload(content) });
      expect(passed).toMatchObject({ status: 200, body: { data: { client_msg_no: "1" } } });
    }
    expect(await historyOf("ann", "bob")).toHaveLength(1);
  });

  test("concurrent messages under one client_msg_no are one message, and the others are told", async () => {
    const from = [
      { from_uid: "ann", channel_id: "bob" },
      { from_uid: "ann", channel_id: "____system" },
      { from_uid: "", channel_id: "ann" },
    ];
    for (const channel of from) {
      const payloads = ["a", "b", "c"].flatMap((content) => [
        textPayload(content),
        encoded({ type: 1, content, extra: 1 }),
      ]);
      const answers = await Promise.all(
        payloads.map((payload) => send({ ...channel, client_msg_no: "1", payload })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
      for (const refused of answers.filter(({ status }) => status === 400))
        expect(refused).toMatchObject(TAKEN);
    }
  });

  test("a command to several that the database cut short reaches each once when it is repeated under its client_msg_no", async () => {
    const command = { from_uid: "", client_msg_no: "1", subscribers: ["ann", "bob", "cat"] };
    const sendCommand = () =>
      scene.tenant.client.post("/message/send", {
        ...command,
        header: { sync_once: 1 },
        payload: textPayload("Hi"),
      });
    const cut = await withoutRoomFor(scene.api.world.database, "bob", sendCommand);
    expect(cut).toMatchObject({ status: 503 });
    expect(await sendCommand()).toMatchObject({ status: 200 });
    const waiting = async (uid: string) =>
      (await scene.tenant.client.post("/message/sync", { uid, limit: 10 })).body.length;
    expect([await waiting("ann"), await waiting("bob"), await waiting("cat")]).toEqual([1, 1, 1]);
  });

  test("a batch names whom another message under its client_msg_no did not reach", async () => {
    const batch = { from_uid: "", client_msg_no: "1", subscribers: ["ann"], payload: textPayload("Hi") };
    await scene.tenant.client.post("/message/sendbatch", batch);
    const other = { ...batch, subscribers: ["ann", "bob"], payload: textPayload("Other") };
    const { body } = await scene.tenant.client.post("/message/sendbatch", other);
    expect(body).toEqual({ fail_uids: ["ann"], reason: [TAKEN.body.msg] });
    expect(await historyOf("bob", "____system")).toHaveLength(1);
  });
});

describe("history", () => {
  const LAST = 2 ** 31 - 1;

  test.each([
    ["both 0, down: the newest", 0, 0, false, { from: 1, to: LAST, direction: "desc" }],
    ["both 0, up: the newest", 0, 0, true, { from: 1, to: LAST, direction: "desc" }],
    ["down from 10", 10, 0, false, { from: 1, to: 10, direction: "desc" }],
    ["down from 10 to 5, excluded", 10, 5, false, { from: 6, to: 10, direction: "desc" }],
    ["down from the newest to 5", 0, 5, false, { from: 6, to: LAST, direction: "desc" }],
    ["up from 5", 5, 0, true, { from: 5, to: LAST, direction: "asc" }],
    ["up from 5 to 10, excluded", 5, 10, true, { from: 5, to: 9, direction: "asc" }],
    ["up to 10", 0, 10, true, { from: 1, to: 9, direction: "asc" }],
    ["nothing", 5, 5, true, null],
    ["beyond every number", Number.MAX_SAFE_INTEGER, 0, true, null],
  ] as const)("%s", (_, start, end, isUp, range) => {
    expect(rangeOf({ start, end, isUp })).toEqual(range);
  });
});

describe("commands", () => {
  let api: Api;
  beforeAll(async () => {
    api = await openWukongim();
  });
  afterAll(() => api.close());

  test("a user's clients read and acknowledge the command messages of their inbox, not those of others", async () => {
    const { client, admin, accountId } = await createWukongimTenant(api);
    const command = { channel_id: "ann", channel_type: 1, header: { sync_once: 1 } };
    await client.post("/message/send", { ...command, payload: textPayload("first") });
    const [row] = await api.world.database.query<{ id: number }>(
      "select contact_id as id from contact_inbox where account_id = $1 and source_id = 'ann'",
      [accountId],
    );
    const contactId = row?.id ?? 0;
    const { id: inboxId } = (await api.world.run(createInbox, admin, { name: "Website", channel: "api" }))
      .result;
    const begun = { inboxId, contactId, startedBy: "other" as const };
    const { id } = (await api.world.run(createConversation, admin, begun)).result.conversation;
    const elsewhere = { conversation: { conversationId: id }, content: "of the website" };
    await api.world.run(sendCommandMessage, admin, elsewhere);
    await client.post("/message/send", { ...command, payload: textPayload("third") });

    const sync = async () => (await client.post("/message/sync", { uid: "ann" })).body;
    expect((await sync()).map((one: { message_seq: number }) => one.message_seq)).toEqual([1, 3]);
    await client.post("/message/syncack", { uid: "ann", last_message_seq: 3 });
    expect(await sync()).toEqual([]);
    const now = api.world.clock.now;
    const { data } = await listCommandMessagesOf(api.world.database, admin, { contactId, limit: 10, now });
    expect(data.map(({ number }) => number)).toEqual([2]);
  });
});

describe("routeMessage", () => {
  const isAccount = (uid: string) => isReservedUid(uid) || uid === "desk";

  const groupOfBefore = { contactId: 1, isGroup: true, conversationId: 2, lastHistoryNumber: 0 };

  const places = new Map([["10:old", { ...groupOfBefore, sourceId: "10:old" }]]);

  const route = (fromUid: string, channelType: number, channelId: string) =>
    routeMessage({ fromUid, channelType, channelId }, { isAccount, places });

  test.each([
    ["desk", 1, "ann", { sourceId: "ann", writer: null, peerUid: "desk", customers: ["ann"] }],
    ["____system", 1, "ann", { sourceId: "ann", writer: null, peerUid: "____system", customers: ["ann"] }],
    ["ann", 1, "desk", { sourceId: "ann", writer: "ann", peerUid: "desk", customers: ["ann"] }],
    ["ann", 1, "____agent_3", { sourceId: "ann", writer: "ann", peerUid: "____agent_3" }],
    ["ann", 1, "bob", { writer: "ann", peerUid: null, customers: ["ann", "bob"] }],
    ["ann", 2, "g1", { sourceId: "2:g1", writer: "ann", customers: null }],
    ["", 10, "ann", { sourceId: "ann", writer: null, peerUid: "10:ann", customers: ["ann"] }],
    ["ann", 10, "ann", { sourceId: "ann", writer: "ann", peerUid: "10:ann", customers: ["ann"] }],
    ["desk", 3, "ann", { sourceId: "ann", writer: null, peerUid: "3:ann", customers: ["ann"] }],
    ["ann", 3, "ann|sales", { sourceId: "ann", writer: "ann", peerUid: "3:ann|sales", customers: ["ann"] }],
    ["ann", 10, "old", { sourceId: "10:old", writer: "ann", customers: null }],
  ] as const)("from %s to %i %s", (fromUid, channelType, channelId, expected) => {
    expect(route(fromUid, channelType, channelId)).toMatchObject(expected);
  });

  test.each([
    ["a customer in another visitor's channel", "bob", "ann", "not in the channel"],
    ["the channel of a user of the account", "ann", "desk", "must be the uid of a customer"],
    ["a channel whose id is the name of a group", "", "2:g1", "channel_id: must not"],
    ["a channel without a visitor", "", "|sales", "channel_id: must not"],
  ])("%s is refused", (_, fromUid, channelId, text) => {
    for (const channelType of [3, 10]) expect(() => route(fromUid, channelType, channelId)).toThrow(text);
  });

  test("a pair has one channel, whoever writes", () => {
    expect(route("ann", 1, "bob").sourceId).toBe(route("bob", 1, "ann").sourceId);
  });

  test("a message between users of the account, and one to oneself, are refused", () => {
    expect(() => route("", 1, "desk")).toThrow("one must be a customer");
    expect(() => route("ann", 1, "ann")).toThrow("must not be from_uid");
  });
});
