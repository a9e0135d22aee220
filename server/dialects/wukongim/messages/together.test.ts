import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { systemCaller } from "@/server/contract/_shared/caller";
import { readHeader } from "@/server/dialects/wukongim/domain/header";
import { setUpWukongim, textPayload } from "@/test/support/clients/wukongim";
import { countTrips } from "@/test/support/database/count-trips";
import { sendParams } from "./message-params";
import { writeTogether } from "./write-together";

const scene = setUpWukongim();
beforeEach(async () => {
  const channel = { channel_id: "tour", channel_type: 2, subscribers: ["ann", "bo"] };
  expect(await scene.tenant.client.post("/channel", channel)).toMatchObject({ status: 200 });
});

const letter = (from_uid: string, no: string, rest: object = {}) => ({
  from_uid,
  channel_id: "tour",
  channel_type: 2,
  client_msg_no: no,
  payload: textPayload(`No. ${no}`),
  ...rest,
});

const send = (json: object) => scene.tenant.client.post("/message/send", json);

type Row = { content: string; number: number; seq: number; transaction: string; operation: string };

/** The customers' messages of the account in the order of their history, with their events' operations. */
const rowsOf = () =>
  scene.api.world.database.query<Row>(
    `select m.content, m.number, m.history_number as seq, m.xmin::text as transaction, e.operation_id as operation
       from message m
       join (select resource_id, operation_id from outbox where account_id = $1 and type = 'message.created'
             union all
             select resource_id, operation_id from event where account_id = $1 and type = 'message.created') e
         on e.resource_id = m.id
      where m.account_id = $1 and m.direction = 'in' order by m.history_number`,
    [scene.tenant.accountId],
  );

test("sends that arrive together share transactions, each with its number, payload and event", async () => {
  const numbers = Array.from({ length: 24 }, (_, i) => String(i));
  const answers = await Promise.all(numbers.map((no) => send(letter(Number(no) % 2 ? "ann" : "bo", no))));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const rows = await rowsOf();
  expect(rows.map(({ content }) => content).sort()).toEqual(numbers.map((no) => `No. ${no}`).sort());
  const [first] = rows;
  expect(rows.map(({ seq }) => seq - (first?.seq ?? 0))).toEqual(numbers.map(Number));
  expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length);
  expect(new Set(rows.map(({ operation }) => operation)).size).toBe(rows.length);
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(rows.length);
  const { body } = await scene.tenant.client.post("/channel/messagesync", {
    login_uid: "ann",
    channel_id: "tour",
    channel_type: 2,
    start_message_seq: first?.seq,
    pull_mode: 1,
  });
  expect(body.messages.map((one: { payload: string }) => one.payload)).toEqual(
    rows.map(({ content }) => textPayload(content)),
  );
});

test("among sends that arrive together, each refused one is refused alone and each repetition is answered again", async () => {
  const known = await send(letter("ann", "known"));
  const answers = await Promise.all([
    send(letter("ann", "known")),
    send(letter("ann", "known", { payload: textPayload("Another text") })),
    send(letter("eve", "stranger")),
    send(letter("ann", "1")),
    send(letter("ann", "1")),
    send(letter("bo", "1")),
    send(letter("ann", "2", { channel_id: "unknown" })),
    send(letter("ann", "3", { channel_id: "ann", channel_type: 1 })),
    send(letter("cy", "4", { channel_id: "____system", channel_type: 1 })),
  ]);
  expect(answers.map(({ status, body }) => [status, body.reason])).toEqual([
    [200, undefined],
    [400, 28],
    [400, 3],
    [200, undefined],
    [200, undefined],
    [200, undefined],
    [400, 5],
    [400, undefined],
    [200, undefined],
  ]);
  const ids = answers.map(({ body }) => body.data?.message_id);
  expect(ids[0]).toBe(known.body.data.message_id);
  expect(ids[4]).toBe(ids[3]);
  expect(ids[5]).not.toBe(ids[3]);
  expect((await rowsOf()).map(({ content }) => content).sort()).toEqual([
    "No. 1",
    "No. 1",
    "No. 4",
    "No. known",
  ]);
});

test("of sends that arrive together into a resolved conversation, one reopens it", async () => {
  await send(letter("ann", "first"));
  const [row] = await scene.api.world.database.query<{ id: number }>(
    "select id from conversation where account_id = $1",
    [scene.tenant.accountId],
  );
  const conversation = { conversationId: row?.id ?? 0 };
  await scene.api.world.run(changeStatus, scene.tenant.admin, { conversation, signal: "resolve" });
  await Promise.all(["1", "2", "3", "4"].map((no) => send(letter("bo", no))));
  const moves = await scene.api.world.database.query(
    `select to_status as status, cause->>'rule' as rule from transition
      where account_id = $1 and conversation_id = $2 order by id`,
    [scene.tenant.accountId, conversation.conversationId],
  );
  expect(moves.slice(1)).toEqual([
    { status: "resolved", rule: expect.any(String) },
    { status: "open", rule: "customer_reply" },
  ]);
  expect((await rowsOf()).length).toBe(5);
});

test("sends that share a transaction take three round trips, whatever their number", async () => {
  const { world } = scene.api;
  const { admin: caller, inboxId } = scene.tenant;
  for (const uids of [["ann"], ["ann", "bo", "ann", "bo", "bo"]]) {
    const all = uids.map((fromUid, i) => ({
      caller,
      operationId: randomUUID(),
      addressed: { fromUid, channelType: 2, channelId: "tour" },
      letter: sendParams.parse(letter(fromUid, `${uids.length}-${i}`)),
      delivery: readHeader({ noPersist: null, syncOnce: false, redDot: true }, "stored"),
    }));
    const counts = { statements: 0, trips: 0 };
    const database = countTrips(world.database, counts);
    const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
    const { result } = await run(writeTogether, systemCaller(caller.accountId), { inboxId, all });
    expect(new Set(result).size).toBe(uids.length);
    expect(result).not.toContain(null);
    expect(counts).toEqual({ trips: 3, statements: 12 });
  }
});

/** A body of this type is read by the app. */
const APP_TYPE = "application/vnd.api+json";

test.each([
  ["/message/send", letter("ann", "1")],
  ["/message/send", letter("eve", "1")],
  ["/message/send", { ...letter("ann", "1"), payload: "no base64" }],
  ["/message/send", { ...letter("ann", "1"), payload: "a\0b" }],
  ["/message/send", []],
  ["/message/send", "{"],
  ["/message/send", { ...letter("", "1"), channel_id: "" }],
  ["/channel/messagesync", { login_uid: "ann", channel_id: "tour", channel_type: 2, limit: 3 }],
  ["/channel/messagesync", { login_uid: "ann", channel_id: "nowhere", channel_type: 2 }],
  ["/channel/messagesync", { channel_id: "ann", channel_type: 1 }],
  ["/channel/messagesync", '{"channel_id":"tour","channel_type":2,"limit":12345678901234567890}'],
])("%s is answered the same in front of the app and in it: %j", async (path, json) => {
  await send(letter("ann", "1"));
  const body = typeof json === "string" ? json : JSON.stringify(json);
  const call = async (type: string, token: string) => {
    const init = { method: "POST", body, headers: { "content-type": type, token, "x-request-id": "same" } };
    const answer = await fetch(`${scene.api.url}/wukongim${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
  expect(await call("application/json", scene.tenant.token)).toEqual(
    await call(APP_TYPE, scene.tenant.token),
  );
  expect(await call("application/json", "x".repeat(43))).toEqual(await call(APP_TYPE, "x".repeat(43)));
});
