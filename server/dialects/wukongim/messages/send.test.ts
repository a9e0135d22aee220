import { expect, test } from "vitest";
import {
  decoded,
  encoded,
  setUpWukongim,
  textPayload,
  wukongimClient,
} from "@/test/support/clients/wukongim";
import { withoutRoomFor } from "@/test/support/database/without-room";

const scene = setUpWukongim();

const send = (json: object) =>
  scene.tenant.client.post("/message/send", { channel_type: 1, payload: textPayload("Hello"), ...json });

/** The history of a channel as a user reads it. */
async function historyOf(uid: string, channelId: string, channelType = 1) {
  const { body } = await scene.tenant.client.post("/channel/messagesync", {
    login_uid: uid,
    channel_id: channelId,
    channel_type: channelType,
  });
  if (!body.messages) throw new Error(JSON.stringify(body));
  return body.messages;
}

test("a message to a customer and their answer are one history, whoever reads it", async () => {
  const sent = await send({ from_uid: "", channel_id: "ann", client_msg_no: "n1" });
  expect(sent).toMatchObject({ status: 200, body: { status: 200, data: { client_msg_no: "n1" } } });
  expect(await send({ from_uid: "ann", channel_id: "____system" })).toMatchObject({ status: 200 });
  const messages = await historyOf("ann", "____system");
  expect(messages).toMatchObject([
    {
      message_id: sent.body.data.message_id,
      message_idstr: String(sent.body.data.message_id),
      client_msg_no: "n1",
      message_seq: 1,
      from_uid: "____system",
      channel_id: "____system",
      channel_type: 1,
      payload: textPayload("Hello"),
    },
    { message_seq: 2, from_uid: "ann" },
  ]);
  expect(await historyOf("____system", "ann")).toMatchObject([{ channel_id: "ann" }, { channel_id: "ann" }]);
});

test("agents read the text, and the customer is named by their uid", async () => {
  await send({ from_uid: "ann", channel_id: "", channel_type: 1 }).then(({ status }) =>
    expect(status).toBe(400),
  );
  await send({ from_uid: "ann", channel_id: "____system", payload: encoded({ type: 2, url: "/a.png" }) });
  const rows = await scene.api.world.database.query(
    `select m.content, m.sender_name as name, c.status from message m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id where m.account_id = $1`,
    [scene.tenant.accountId],
  );
  expect(rows).toEqual([{ content: "[Image]", name: "ann", status: "open" }]);
});

test("two customers have a history of their own, under one channel for both", async () => {
  await send({ from_uid: "ann", channel_id: "bob" });
  await send({ from_uid: "bob", channel_id: "ann" });
  await send({ from_uid: "ann", channel_id: "____system" });
  expect(await historyOf("ann", "bob")).toMatchObject([
    { from_uid: "ann", channel_id: "bob" },
    { from_uid: "bob", channel_id: "bob" },
  ]);
  expect(await historyOf("bob", "ann")).toHaveLength(2);
});

test("a system payload is a system message, with the names of extra", async () => {
  const payload = { type: 1001, content: "{0} created the group", extra: [{ uid: "ann", name: "Ann" }] };
  await send({ channel_id: "ann", payload: encoded(payload) });
  const [message] = await historyOf("ann", "____system");
  expect(decoded(message.payload)).toEqual(payload);
  const rows = await scene.api.world.database.query(
    "select kind, content from message where account_id = $1",
    [scene.tenant.accountId],
  );
  expect(rows).toEqual([{ kind: "system", content: "Ann created the group" }]);
});

test("setting, expire, topic and bytes that are no JSON are given back unchanged", async () => {
  const payload = Buffer.from([0, 255, 1]).toString("base64");
  await send({ channel_id: "ann", payload, setting: 8, topic: "t", expire: 60 });
  expect(await historyOf("ann", "____system")).toMatchObject([
    { payload, setting: 8, topic: "t", expire: 60 },
  ]);
});

test("a batch reaches each subscriber, and names those that it does not reach", async () => {
  const batch = { from_uid: "", subscribers: ["ann", "bob", "____system"], payload: textPayload("Hi") };
  const { body } = await scene.tenant.client.post("/message/sendbatch", batch);
  expect(body).toEqual({
    fail_uids: ["____system"],
    reason: [expect.stringContaining("must be a customer")],
  });
  expect(await historyOf("bob", "____system")).toHaveLength(1);
});

test("a batch that cannot go on names those that it did not reach, and one that reached nobody is refused", async () => {
  const batch = (subscribers: string[]) =>
    scene.tenant.client.post("/message/sendbatch", { from_uid: "", subscribers, payload: textPayload("Hi") });
  const [later, first] = await withoutRoomFor(scene.api.world.database, "bob", async () => [
    await batch(["ann", "____system", "bob", "cat"]),
    await batch(["bob", "dan"]),
  ]);
  const reason = expect.stringMatching(/disk is full/);
  expect(later).toMatchObject({ status: 200, body: { fail_uids: ["____system", "bob", "cat"] } });
  expect(later.body.reason).toEqual([expect.stringContaining("must be a customer"), reason, reason]);
  expect(first).toMatchObject({ status: 503, body: { msg: reason } });
  expect(await batch(later.body.fail_uids)).toMatchObject({ body: { fail_uids: ["____system"] } });
  for (const uid of ["ann", "bob", "cat"]) expect(await historyOf(uid, "____system")).toHaveLength(1);
});

test("a command reaches each subscriber that it can, and is refused if it can reach none", async () => {
  await scene.tenant.client.post("/user/systemuids_add", { uids: ["desk"] });
  await scene.tenant.client.post("/channel/blacklist_add", {
    channel_id: "eve",
    channel_type: 1,
    uids: ["ann"],
  });
  const command = (from_uid: string, subscribers: string[]) => {
    const json = { from_uid, subscribers, header: { sync_once: 1 }, payload: textPayload("Hi") };
    return scene.tenant.client.post("/message/send", json);
  };
  const waiting = async (uid: string) => {
    const { body } = await scene.tenant.client.post("/message/sync", { uid, limit: 10 });
    return body.length;
  };
  expect(await command("", ["desk", "bob", "____system", "cat"])).toMatchObject({ status: 200 });
  expect(await command("ann", ["ann", "eve", "bob"])).toMatchObject({ status: 200 });
  expect([await waiting("bob"), await waiting("cat"), await waiting("eve")]).toEqual([2, 1, 0]);
  expect(await command("ann", ["ann", "eve"])).toMatchObject({
    status: 400,
    body: { msg: expect.stringContaining("must not be from_uid") },
  });
});

test("a group refuses strangers, by WuKongIM's reasons", async () => {
  const inGroup = { channel_id: "g1", channel_type: 2 };
  expect(await send({ ...inGroup, from_uid: "ann" })).toMatchObject({ status: 400, body: { reason: 5 } });
  const channel = { ...inGroup, subscribers: ["ann", "bob"] };
  expect(await scene.tenant.client.post("/channel", channel)).toMatchObject({
    status: 200,
    body: { status: 200 },
  });
  expect(await send({ ...inGroup, from_uid: "ann" })).toMatchObject({ status: 200 });
  expect(await send({ ...inGroup, from_uid: "eve" })).toMatchObject({ status: 400, body: { reason: 3 } });
  await scene.tenant.client.post("/channel/blacklist_add", { ...inGroup, uids: ["ann"] });
  expect(await send({ ...inGroup, from_uid: "ann" })).toMatchObject({ status: 400, body: { reason: 4 } });
  await scene.tenant.client.post("/channel/blacklist_remove_all", inGroup);
  await scene.tenant.client.post("/channel/info", { ...inGroup, ban: 1 });
  expect(await send({ ...inGroup, from_uid: "ann" })).toMatchObject({ status: 400, body: { reason: 19 } });
  expect(await historyOf("bob", "g1", 2)).toMatchObject([{ message_seq: 1, from_uid: "ann" }]);
});

test("a person's own lists decide who may write to them", async () => {
  await scene.tenant.client.post("/channel/whitelist_add", {
    channel_id: "bob",
    channel_type: 1,
    uids: ["cat"],
  });
  expect(await send({ from_uid: "ann", channel_id: "bob" })).toMatchObject({
    status: 400,
    body: { reason: 13 },
  });
  expect(await send({ from_uid: "cat", channel_id: "bob" })).toMatchObject({ status: 200 });
  await scene.tenant.client.post("/channel", { channel_id: "bob", channel_type: 1, allow_stranger: 1 });
  expect(await send({ from_uid: "ann", channel_id: "bob" })).toMatchObject({ status: 200 });
});

test("users added to the system users write for the account", async () => {
  await scene.tenant.client.post("/user/systemuids_add", { uids: ["desk"] });
  await send({ from_uid: "desk", channel_id: "ann" });
  expect(await historyOf("ann", "desk")).toMatchObject([{ from_uid: "desk", channel_id: "desk" }]);
  const rows = await scene.api.world.database.query("select direction from message where account_id = $1", [
    scene.tenant.accountId,
  ]);
  expect(rows).toEqual([{ direction: "out" }]);
});

test("without a token 401, without an inbox 400, in WuKongIM's format", async () => {
  const nobody = await wukongimClient(scene.api, null).post("/message/send", {});
  expect(nobody).toMatchObject({ status: 401, body: { status: 401, msg: expect.any(String) } });
  expect(await wukongimClient(scene.api, "x").post("/message/send", {})).toMatchObject({ status: 401 });
});

test.each([
  ["no payload", { payload: "" }, "payload"],
  ["no base64", { payload: "{}" }, "payload"],
  ["an unknown type", { channel_type: 11 }, "channel_type"],
  ["a reserved character", { channel_id: "a@b" }, "channel_id"],
  ["subscribers beside a channel", { subscribers: ["bob"] }, "subscribers"],
  ["a flag of 2", { header: { sync_once: 2 } }, "header.sync_once"],
])("%s is a bad request that names its field", async (_, wrong, field) => {
  const { status, body } = await send({ channel_id: "ann", ...wrong });
  expect({ status, ...body }).toMatchObject({ status: 400, msg: expect.stringContaining(field) });
});

test("a message that is not kept is checked like any other, and has an id", async () => {
  const header = { no_persist: 1 };
  expect(await send({ from_uid: "ann", channel_id: "g1", channel_type: 2, header })).toMatchObject({
    status: 400,
  });
  await scene.tenant.client.post("/channel", { channel_id: "g1", channel_type: 2, subscribers: ["ann"] });
  const passed = await send({ from_uid: "ann", channel_id: "g1", channel_type: 2, header });
  expect(passed).toMatchObject({ status: 200, body: { data: { message_id: expect.any(Number) } } });
  expect(await send({ from_uid: "eve", channel_id: "g1", channel_type: 2, header })).toMatchObject({
    status: 400,
  });
  expect(await send({ from_uid: "eve", channel_id: "bob", header })).toMatchObject({ status: 200 });
  const long = { channel_id: "bob", header, payload: textPayload("x".repeat(4_000)) };
  expect(await send(long)).toMatchObject({ status: 400 });
  expect(await historyOf("ann", "g1", 2)).toEqual([]);
});

test("a name that belongs to a channel is no user: it is refused, and stays free for the channel", async () => {
  for (const from_uid of ["ann", ""])
    expect(await send({ from_uid, channel_id: "2:lobby" })).toMatchObject({
      status: 400,
      body: { msg: expect.stringContaining("channel_id: ") },
    });
  const lobby = { channel_id: "lobby", channel_type: 2 };
  const created = await scene.tenant.client.post("/channel", { ...lobby, subscribers: ["bob"] });
  expect(created).toMatchObject({ status: 200 });
  expect(await send({ from_uid: "bob", ...lobby })).toMatchObject({ status: 200 });
  expect(await send({ from_uid: "", channel_id: "2:lobby" })).toMatchObject({ status: 400 });
  expect(await historyOf("bob", "lobby", 2)).toMatchObject([{ from_uid: "bob" }]);
});
