import { expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { pairSourceId } from "@/server/dialects/wukongim/input/channel-ids";
import { decoded, setUpWukongim, textPayload } from "@/test/support/clients/wukongim";
import { waitFor } from "@/test/support/wait-for";

const scene = setUpWukongim();

const DOT = { red_dot: 1 };
const send = async (json: object) => {
  const message = { channel_type: 1, header: DOT, payload: textPayload("Hello"), ...json };
  const { status, body } = await scene.tenant.client.post("/message/send", message);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.data.message_id;
};
const sync = async (uid: string, json: object = {}) =>
  (await scene.tenant.client.post("/conversation/sync", { uid, msg_count: 10, ...json })).body;

test("a user's conversations: the newest first, each with its channel, numbers and newest messages first", async () => {
  await send({ from_uid: "ann", channel_id: "bob" });
  await scene.tenant.client.post("/user/systemuids_add", { uids: ["desk"] });
  await send({ from_uid: "desk", channel_id: "ann" });
  await scene.tenant.client.post("/channel", { channel_id: "g1", channel_type: 2, subscribers: ["ann"] });
  await send({ channel_id: "g1", channel_type: 2 });
  await send({ channel_id: "g1", channel_type: 2, payload: textPayload("Second") });
  const [group, ...others] = await sync("ann", { msg_count: 1 });
  expect(group).toMatchObject({
    channel_id: "g1",
    channel_type: 2,
    unread: 2,
    last_msg_seq: 2,
    readed_to_msg_seq: 0,
  });
  expect(group.recents.map(({ message_seq }: { message_seq: number }) => message_seq)).toEqual([2]);
  expect(group.last_client_msg_no).toBe(group.recents[0].client_msg_no);
  expect(others.map(({ channel_id }: { channel_id: string }) => channel_id).sort()).toEqual(["bob", "desk"]);
  expect(await sync("ann", { msg_count: 0 })).toEqual([]);
  expect(await sync("ann", { exclude_channel_types: [1, 2] })).toEqual([]);
  expect(await sync("ann", { page: 2, page_size: 2 })).toHaveLength(1);
});

const WITHIN = { timeout: 90_000 };

/** Once no other transaction is open in the database, of other tests too. */
const newest = async (uid: string) => {
  const read = async () => (await sync(uid)).map(({ version }: { version: number }) => version);
  return waitFor(async () => {
    const version = Math.max(...(await read()));
    expect(await sync(uid, { version })).toEqual([]);
    return version;
  }, WITHIN);
};

test("what has not changed since the version that a client has is left out", async () => {
  await send({ channel_id: "ann" });
  const body = await sync("ann");
  const version = await newest("ann");
  expect(await sync("ann", { version: version - 1 })).toHaveLength(1);
  await send({ channel_id: "ann", payload: textPayload("Second") });
  expect(await sync("ann", { version })).toMatchObject([{ last_msg_seq: 2 }]);
  // Of another server, or of this database before its restore.
  expect(await sync("ann", { version: 9e18 })).toHaveLength(1);
  // A client that says which messages it has gets those that it lacks, whatever the version.
  const { channel_id: id, channel_type: type } = body[0];
  const lacks = { version: await newest("ann"), last_msg_seqs: `${id}:${type}:0` };
  expect(await sync("ann", lacks)).toHaveLength(1);
});

test("a client that reads while a message is being written gets it with the next version", async () => {
  const { database } = scene.api.world;
  await send({ from_uid: "bob", channel_id: "ann" });
  await send({ from_uid: "cleo", channel_id: "ann" });
  await newest("ann");
  const [first] = await sync("ann", { msg_count: 1 });
  const slow = first.channel_id;
  const other = slow === "bob" ? "cleo" : "bob";
  const version = await database.transaction(async (open) => {
    // As a message does, in a transaction that begins before and commits after the next one.
    await open.query(
      `update conversation c set updated_at = updated_at, version = version + 1 from contact_inbox l
        where c.account_id = $1 and l.account_id = c.account_id and l.id = c.contact_inbox_id and l.source_id = $2`,
      [scene.tenant.accountId, pairSourceId("ann", slow)],
    );
    await send({ from_uid: other, channel_id: "ann" });
    const between = await sync("ann");
    expect(between).toHaveLength(2);
    return Math.max(...between.map((one: { version: number }) => one.version));
  });
  const names = (await sync("ann", { version })).map((one: { channel_id: string }) => one.channel_id);
  expect(names).toContain(slow);
});

test("unread counts: of others' messages that count, cleared up to a number, and set", async () => {
  const ref = { uid: "bob", channel_id: "ann", channel_type: 1 };
  for (const text of ["1", "2", "3"])
    await send({ from_uid: "ann", channel_id: "bob", payload: textPayload(text) });
  await send({ from_uid: "bob", channel_id: "ann" });
  await send({ from_uid: "ann", channel_id: "bob", header: { red_dot: 0 } });
  expect(await sync("bob")).toMatchObject([{ unread: 3 }]);
  await scene.tenant.client.post("/conversations/clearUnread", { ...ref, message_seq: 2 });
  expect(await sync("bob")).toMatchObject([{ unread: 1, readed_to_msg_seq: 2 }]);
  await scene.tenant.client.post("/conversations/clearUnread", ref);
  expect(await sync("bob")).toMatchObject([{ unread: 0 }]);
  expect(await sync("bob", { only_unread: 1 })).toEqual([]);
  await scene.tenant.client.post("/conversations/setUnread", { ...ref, unread: 2 });
  expect(await sync("bob", { only_unread: 1 })).toMatchObject([{ unread: 2 }]);
  await send({ from_uid: "ann", channel_id: "bob" });
  expect(await sync("bob")).toMatchObject([{ unread: 3 }]);
  await scene.tenant.client.post("/conversations/clearUnread", ref);
  expect(await sync("bob")).toMatchObject([{ unread: 0 }]);
});

test("a deleted conversation is hidden from that user until its next message", async () => {
  await send({ from_uid: "ann", channel_id: "bob" });
  await scene.tenant.client.post("/conversations/delete", { uid: "bob", channel_id: "ann", channel_type: 1 });
  expect(await sync("bob")).toEqual([]);
  expect(await sync("ann")).toHaveLength(1);
  await send({ from_uid: "ann", channel_id: "bob" });
  expect(await sync("bob")).toMatchObject([{ unread: 1, last_msg_seq: 2 }]);
});

test("an agent's reply is in the customer's history as text from the agent", async () => {
  await send({ from_uid: "ann", channel_id: "____system" });
  const [row] = await scene.api.world.database.query<{ id: number }>(
    "select id from conversation where account_id = $1",
    [scene.tenant.accountId],
  );
  const conversation = { conversationId: row?.id ?? 0 };
  await scene.api.world.run(sendMessage, scene.tenant.admin, { conversation, content: "How can I help?" });
  const [{ recents }] = await sync("ann");
  expect(recents[0]).toMatchObject({ message_seq: 2, from_uid: `____agent_${scene.tenant.admin.userId}` });
  expect(decoded(recents[0].payload)).toEqual({ type: 1, content: "How can I help?" });
});

test("who reads a channel clears the tick of agents' messages in it", async () => {
  await send({ channel_id: "ann" });
  await scene.tenant.client.post("/conversations/clearUnread", {
    uid: "ann",
    channel_id: "____system",
    channel_type: 1,
  });
  const rows = await scene.api.world.database.query("select status from message where account_id = $1", [
    scene.tenant.accountId,
  ]);
  expect(rows).toEqual([{ status: "read" }]);
});

test("messages are found by id, number and client number; ids beyond 2^53 match none", async () => {
  const id = await send({ from_uid: "ann", channel_id: "bob", client_msg_no: "n1" });
  const channel = `"login_uid":"bob","channel_id":"ann","channel_type":1`;
  const find = async (rest: string) =>
    (await scene.tenant.client.post("/messages", `{${channel},${rest}}`)).body.messages;
  expect(await find(`"message_ids":[${id}]`)).toMatchObject([{ message_id: id, message_idstr: String(id) }]);
  expect(await find(`"message_ids":["${id}"]`)).toHaveLength(1);
  expect(await find(`"message_seqs":[1]`)).toHaveLength(1);
  expect(await find(`"client_msg_nos":["n1","n2"]`)).toHaveLength(1);
  expect(await find(`"message_ids":[9007199254740993,9223372036854775807,18446744073709551616]`)).toEqual([]);
  expect(
    await scene.tenant.client.post("/message", `{${channel},"message_id":9007199254740993}`),
  ).toMatchObject({
    status: 200,
    body: { status: 404 },
  });
  expect(await scene.tenant.client.post("/message", `{${channel},"message_id":${id}}`)).toMatchObject({
    status: 200,
    body: { message_id: id },
  });
});
