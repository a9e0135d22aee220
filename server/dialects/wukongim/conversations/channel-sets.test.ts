import { beforeEach, expect, test } from "vitest";
import { setUpWukongim, textPayload } from "@/test/support/clients/wukongim";

const scene = setUpWukongim();
const post = (path: string, json: object) => scene.tenant.client.post(path, json);
const get = (path: string) => scene.tenant.client.get(path);
const GROUP = { channel_id: "g1", channel_type: 2 };
const send = (no: string, json: object) =>
  post("/message/send", { client_msg_no: no, header: { red_dot: 1 }, payload: textPayload(no), ...json });
const numbers = (messages: { client_msg_no: string }[]) => messages.map((one) => one.client_msg_no);

beforeEach(async () => {
  await post("/channel", { ...GROUP, subscribers: ["ann", "bob"] });
  for (const no of ["a", "b", "c"]) await send(no, { ...GROUP, from_uid: "bob" });
  await send("d", { channel_id: "ann", channel_type: 1, from_uid: "bob" });
});

test("the channels of a user are those of their conversations, the newest first", async () => {
  const { body } = await post("/conversation/channels", { uid: "ann" });
  expect(body).toEqual([
    { channel_id: expect.stringMatching(/^(ann@bob|bob@ann)$/), channel_type: 1 },
    GROUP,
  ]);
  expect((await post("/conversation/channels", { uid: "eve" })).body).toEqual([]);
  const [{ channel_id: pair }] = body;
  const query = `channel_id=${pair}&channel_type=1`;
  expect((await get(`/message/byclientmsgno?${query}&client_msg_no=d`)).body).toMatchObject({
    from_uid: "bob",
  });
});

test("conversations by channels come in the order of the request, an unknown one empty", async () => {
  const unknown = { channel_id: "nowhere", channel_type: 2 };
  const channels = [unknown, GROUP, { channel_id: "bob", channel_type: 1 }];
  const { body } = await post("/conversation/syncByChannels", { uid: "ann", channels, msg_count: 2 });
  expect(body).toMatchObject([
    { ...unknown, unread: 0, last_msg_seq: 0, recents: [] },
    { ...GROUP, unread: 3, last_msg_seq: 3, last_client_msg_no: "c" },
    { channel_id: "bob", channel_type: 1, unread: 1, last_msg_seq: 1 },
  ]);
  expect(numbers(body[1].recents)).toEqual(["c", "b"]);
  const synced = await post("/conversation/sync", { uid: "ann", msg_count: 2 });
  const version = expect.any(Number); // waits for the transactions of all databases of the server
  expect(synced.body).toEqual([body[2], body[1]].map((one) => ({ ...one, version })));
  expect(await post("/conversation/syncByChannels", { uid: "ann", channels: [] })).toMatchObject({
    status: 400,
  });
});

test.each([
  ["the first ones from a number on", { last_msg_seq: 2 }, { msg_count: 2 }, ["b", "c"]],
  ["the first ones of all", {}, { msg_count: 2 }, ["a", "b"]],
  ["the newest, the newest first", { last_msg_seq: 2 }, { order_by_last: 1, msg_count: 15 }, ["c", "b"]],
  ["none after the last one", { last_msg_seq: 4 }, {}, []],
])("messages of channels: %s", async (_, from, how, expected) => {
  const { body } = await post("/conversation/syncMessages", {
    uid: "ann",
    channels: [{ ...GROUP, ...from }],
    ...how,
  });
  expect(body).toMatchObject([GROUP]);
  expect(numbers(body[0].messages)).toEqual(expected);
});

test("the newest message and number of a channel are read by a query, by whichever name it has", async () => {
  for (const query of [
    "channel_id=bob&channel_type=1&login_uid=ann",
    "channel_id=ann%40bob&channel_type=1",
  ]) {
    expect((await get(`/channel/max_message_seq?${query}`)).body).toEqual({ message_seq: 1 });
    expect((await get(`/channel/last_message?${query}`)).body).toMatchObject({
      client_msg_no: "d",
      channel_id: "bob",
    });
  }
  const group = "channel_id=g1&channel_type=2";
  expect((await get(`/channel/max_message_seq?${group}`)).body).toEqual({ message_seq: 3 });
  expect((await get(`/message/byclientmsgno?${group}&client_msg_no=b`)).body).toMatchObject({
    message_seq: 2,
  });
  const unknown = "channel_id=nowhere&channel_type=2";
  expect((await get(`/channel/max_message_seq?${unknown}`)).body).toEqual({ message_seq: 0 });
  for (const path of [`/channel/last_message?${unknown}`, `/message/byclientmsgno?${group}&client_msg_no=x`])
    expect(await get(path)).toMatchObject({ status: 200, body: { status: 404 } });
});

test.each([
  ["/channel/last_message?channel_type=2", "channel_id"],
  ["/channel/last_message?channel_id=bob&channel_type=1", "login_uid"],
  ["/channel/max_message_seq?channel_id=g1", "channel_type"],
  ["/channel/max_message_seq?channel_id=g1&channel_type=x", "channel_type"],
  ["/channel/max_message_seq?channel_id=a%00b&channel_type=2", "channel_id"],
  ["/channel/max_message_seq?channel_id=a%40b%40c&channel_type=1", "channel_id"],
  ["/message/byclientmsgno?channel_id=g1&channel_type=2", "client_msg_no"],
])("%s is a bad request that names %s", async (path, field) => {
  expect(await get(path)).toMatchObject({ status: 400, body: { msg: expect.stringContaining(field) } });
});

test("lists that were set can be read", async () => {
  await post("/channel/whitelist_set", { ...GROUP, uids: ["cat", "ann"] });
  const { body } = await get("/channel/whitelist?channel_id=g1&channel_type=2");
  expect(body).toEqual([
    { id: 0, uid: "ann" },
    { id: 0, uid: "cat" },
  ]);
  await post("/user/systemuids_add", { uids: ["desk"] });
  expect((await get("/user/systemuids")).body).toEqual(["desk"]);
});
