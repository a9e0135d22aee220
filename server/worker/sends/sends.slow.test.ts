import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { openReceiver, type Taken, withStatus } from "@/test/support/clients/receiver";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterEach(() => scene.dropOpen());
afterAll(() => scene.close());

const answering =
  (status: number, body: object) =>
  ({ answer }: Taken) =>
    answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

/** Sends one reply with this answer, until it has ended or waits. */
async function sendOne(answer?: (one: Taken) => unknown, more = {}) {
  const receiver = await scene.receiver();
  if (answer) receiver.answer = answer;
  const stage = await scene.stage(receiver, more);
  const loop = scene.start();
  const id = await scene.reply(stage, "On its way");
  await scene.until(async () => (await scene.timeline(stage, id)).tries.length === 1);
  await loop.stop();
  return {
    stage,
    id,
    receiver,
    message: await scene.message(stage, id),
    timeline: await scene.timeline(stage, id),
  };
}

test("a reply is posted to the inbox's program, signed, and shows as sent when it is accepted", async () => {
  const { stage, id, receiver, message, timeline } = await sendOne(answering(200, { sourceId: "wamid.1" }), {
    messagesStartAs: "sent",
  });
  expect(message).toMatchObject({ status: "sent", sourceId: "wamid.1", attempt: 1 });
  const [taken] = receiver.taken;
  expect(taken?.json).toMatchObject({
    type: "message.send",
    sendId: taken?.headers["webhook-id"],
    attempt: 1,
    message: { id, content: "On its way", status: "pending" },
    conversation: { id: stage.conversation.id },
    contact: { id: stage.contact.id },
    inbox: { id: stage.inbox.id },
  });
  const secret = callbackSecret({ inboxId: stage.inbox.id, callbackSecretVersion: 1 });
  const {
    "webhook-id": name,
    "webhook-timestamp": stamp,
    "webhook-signature": signature,
  } = taken?.headers ?? {};
  const signedAt = new Date(Number(stamp) * 1000);
  expect(new Webhook(secret).sign(String(name), signedAt, String(taken?.body))).toBe(signature);
  expect(timeline.tries).toMatchObject([{ number: 1, outcome: "accepted", status: 200, nextAt: null }]);
});

test.each<[string, number, object, object]>([
  ["202 leaves it pending until a receipt", 202, { sourceId: "a" }, { status: "pending", sourceId: "a" }],
  ["the body may say pending", 200, { status: "pending" }, { status: "pending", unconfirmed: false }],
  ["the body may say sent", 202, { status: "sent" }, { status: "sent" }],
  [
    "a client error fails it in the program's words",
    400,
    { error: { message: "not on WhatsApp" } },
    { status: "failed", externalError: "400: not on WhatsApp" },
  ],
  ["a server error leaves it unconfirmed", 500, { error: "boom" }, { status: "pending", unconfirmed: true }],
  ["429 leaves it waiting", 429, {}, { status: "pending", unconfirmed: false }],
])("%s", async (_, status, body, tick) => {
  const { message, receiver } = await sendOne(answering(status, body));
  expect(message).toMatchObject(tick);
  expect(receiver.taken).toHaveLength(1);
});

test.each<[string, number, object, object]>([
  [
    "NUL in its words",
    400,
    { error: "no\0 such" },
    { status: "failed", externalError: "400: no\ufffd such" },
  ],
  ["half a character", 400, { error: "no \ud83d" }, { status: "failed", externalError: "400: no \ufffd" }],
  ["NUL in its id", 200, { sourceId: "a\0b" }, { status: "sent", sourceId: null }],
  ["half a character in its id", 200, { sourceId: "a\ud83d" }, { status: "sent", sourceId: null }],
])(
  "an answer that the database cannot store is stored as far as it can be: %s",
  async (_, status, body, tick) => {
    const { message, timeline } = await sendOne(answering(status, body));
    expect(message).toMatchObject(tick);
    expect(timeline.tries).toHaveLength(1);
  },
);

test("in the format of Chatwoot, words that are no texts are left out", async () => {
  const body = { response: { message: [{ toString: 1 }, ["not", ["on WhatsApp"]]] } };
  const { message } = await sendOne(answering(400, body), { callbackFormat: "chatwoot" });
  expect(message).toMatchObject({ status: "failed", externalError: "400: not, on WhatsApp" });
});

test("a sender that throws leaves its message unconfirmed, and the worker goes on", async () => {
  const receiver = await scene.receiver();
  const stage = await scene.stage(receiver);
  const broken = () => Promise.reject(new Error("a fault of the program"));
  const id = await scene.reply(stage, "Hello?");
  await scene.worker({ sender: { send: broken, lookUp: broken } }).turn();
  expect(await scene.message(stage, id)).toMatchObject({ status: "pending", unconfirmed: true });
  expect((await scene.timeline(stage, id)).tries).toMatchObject([
    { outcome: "ambiguous", detail: "The sender failed: a fault of the program" },
  ]);
});

test("a program that cannot be reached is called again, with longer pauses; the timeline tells each try", async () => {
  const receiver = await openReceiver();
  const stage = await scene.stage(receiver);
  await receiver.close();
  const loop = scene.start();
  const id = await scene.reply(stage, "Hello?");
  const tries = async () => (await scene.timeline(stage, id)).tries;
  for (const [n, waitMs] of [5_000, 15_000, 60_000].entries()) {
    await scene.until(async () => (await tries()).length === n + 1);
    scene.pass(waitMs + 100);
  }
  await scene.until(async () => (await tries()).length === 4);
  await loop.stop();
  const made = await tries();
  expect(made.map(({ number, outcome, detail }) => [number, outcome, detail])).toEqual(
    [1, 2, 3, 4].map((n) => [n, "not_sent", "Connection refused."]),
  );
  const waits = made.map(({ at, nextAt }) => Math.round((Date.parse(nextAt ?? "") - Date.parse(at)) / 1000));
  expect(waits).toEqual([5, 15, 60, 300]);
  expect(await scene.message(stage, id)).toMatchObject({ status: "pending", unconfirmed: false });
});

test("when the program answers again, all that waits for it goes at once, in the order of the conversation", async () => {
  const receiver = await scene.receiver();
  let isDown = true;
  receiver.answer = (one) => withStatus(isDown ? 429 : 204)(one);
  const stage = await scene.stage(receiver);
  const loop = scene.start();
  const ids: number[] = [];
  for (const content of ["one", "two", "three"]) ids.push(await scene.reply(stage, content));
  await scene.until(async () => (await scene.timeline(stage, ids[0] ?? 0)).tries.length === 1);
  isDown = false;
  scene.pass(6_200); // the delay begins with the end of the call
  await scene.until(() => receiver.taken.length === 4);
  await scene.until(async () => (await scene.message(stage, ids[2] ?? 0)).status === "sent");
  await loop.stop();
  expect(receiver.taken.map(({ json }) => json.message.content)).toEqual(["one", "one", "two", "three"]);
});

test("a head that cannot go keeps the later messages of its conversation for ten minutes, not longer", async () => {
  const receiver = await scene.receiver();
  receiver.answer = (one) =>
    withStatus(one.json.message.content === "head" ? 429 : 204, { "retry-after": "0" })(one);
  const stage = await scene.stage(receiver);
  const loop = scene.start();
  const head = await scene.reply(stage, "head");
  const later = await scene.reply(stage, "later");
  await scene.until(async () => (await scene.timeline(stage, head)).tries.length === 1);
  scene.pass(6_200);
  await scene.until(async () => (await scene.timeline(stage, head)).tries.length === 2);
  expect(await scene.message(stage, later)).toMatchObject({ status: "pending" });
  scene.pass(600_000);
  await scene.until(async () => (await scene.timeline(stage, head)).tries.length === 3); // it goes first once more
  scene.pass(1_000);
  await scene.until(async () => (await scene.message(stage, later)).status === "sent");
  await loop.stop();
  const contents = receiver.taken.map(({ json }) => json.message.content);
  expect(contents.slice(0, 4)).toEqual(["head", "head", "head", "later"]);
});

test("no second call after a timeout, unless the program says that it ignores repetitions", async () => {
  const hangs = () => undefined;
  const [plain, careful] = [await scene.receiver(), await scene.receiver()];
  plain.answer = careful.answer = hangs;
  const stages = [
    await scene.stage(plain),
    await scene.stage(careful, { callbackDeduplicates: true }),
  ] as const;
  const loop = scene.start({ answerMs: 200 });
  const ids = [await scene.reply(stages[0], "once"), await scene.reply(stages[1], "again")] as const;
  const triesOf = async (n: 0 | 1) => (await scene.timeline(stages[n], ids[n])).tries;
  await scene.until(async () => (await triesOf(0)).length === 1 && (await triesOf(1)).length === 1);
  scene.pass(3_600_000);
  await scene.until(async () => (await triesOf(1)).length === 2);
  await loop.stop();
  expect(plain.taken).toHaveLength(1);
  expect(await scene.message(stages[0], ids[0])).toMatchObject({ status: "pending", unconfirmed: true });
  expect(careful.taken.map(({ headers }) => headers["webhook-id"])).toEqual(
    Array(2).fill(careful.taken[0]?.headers["webhook-id"]),
  );
});

test("retry of an unconfirmed message is a new call with the next attempt", async () => {
  const { stage, id, receiver } = await sendOne(withStatus(500));
  receiver.answer = withStatus(204);
  const loop = scene.start();
  await stage.run(retryMessage, { messageId: id });
  scene.pass(0);
  await scene.until(async () => (await scene.message(stage, id)).status === "sent");
  await loop.stop();
  expect(receiver.taken.map(({ json }) => json.attempt)).toEqual([1, 2]);
  expect(new Set(receiver.taken.map(({ json }) => json.sendId)).size).toBe(2);
  expect(await scene.message(stage, id)).toMatchObject({ status: "sent", attempt: 2, unconfirmed: false });
});

test("in the format of Chatwoot, the call is the webhook of its API inbox", async () => {
  const { stage, id, receiver, message } = await sendOne(answering(200, { message: "bot" }), {
    callbackFormat: "chatwoot",
  });
  const [taken] = receiver.taken;
  expect(taken?.json).toMatchObject({
    event: "message_created",
    id,
    content: "On its way",
    message_type: "outgoing",
    private: false,
    source_id: null,
    account: { id: stage.accountId },
    inbox: { id: stage.inbox.id, name: stage.inbox.name },
    sender: { type: "user" },
    conversation: {
      id: stage.conversation.displayId,
      meta: { sender: { name: stage.contact.name, email: stage.contact.email } },
      contact_inbox: { inbox_id: stage.inbox.id },
    },
  });
  expect(taken?.json.conversation.messages).toHaveLength(1);
  expect(taken?.json.conversation.messages[0]).toMatchObject({ id, source_id: null, message_type: 1 });
  const secret = callbackSecret({ inboxId: stage.inbox.id, callbackSecretVersion: 1 });
  const signed = `${taken?.headers["x-chatwoot-timestamp"]}.${taken?.body}`;
  expect(taken?.headers["x-chatwoot-signature"]).toBe(
    `sha256=${createHmac("sha256", secret).update(signed).digest("hex")}`,
  );
  expect(message).toMatchObject({ status: "sent" });
});
