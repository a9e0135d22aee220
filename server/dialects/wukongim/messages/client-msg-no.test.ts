import { expect, test } from "vitest";
import { encoded, setUpWukongim, textPayload } from "@/test/support/clients/wukongim";

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
  ["another field of the same text", {}, { payload: encoded({ type: 1, content: "Hello", mention: ["u"] }) }],
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

test("a batch names whom another message under its client_msg_no did not reach", async () => {
  const batch = { from_uid: "", client_msg_no: "1", subscribers: ["ann"], payload: textPayload("Hi") };
  await scene.tenant.client.post("/message/sendbatch", batch);
  const other = { ...batch, subscribers: ["ann", "bob"], payload: textPayload("Other") };
  const { body } = await scene.tenant.client.post("/message/sendbatch", other);
  expect(body).toEqual({ fail_uids: ["ann"], reason: [TAKEN.body.msg] });
  expect(await historyOf("bob", "____system")).toHaveLength(1);
});
