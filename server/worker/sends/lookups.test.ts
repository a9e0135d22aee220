import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Taken } from "@/test/support/clients/receiver";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterEach(() => scene.dropOpen());
afterAll(() => scene.close());

const json = ({ answer }: Taken, status: number, body: object) =>
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const isLookup = ({ json: sent }: Taken) => sent.type === "message.lookup" || sent.event === "message_lookup";

/** A program that answers 500 to the first call, and look-ups with these answers in turn, then with the last. */
async function asked(lookups: readonly object[], more: Partial<InboxDto> = {}) {
  const receiver = await scene.receiver();
  const answers = [...lookups];
  receiver.answer = (one) => {
    if (isLookup(one)) return json(one, 200, (answers.length > 1 ? answers.shift() : answers[0]) ?? {});
    return receiver.taken.filter((taken) => !isLookup(taken)).length === 1
      ? json(one, 500, { error: "boom" })
      : json(one, 200, { sourceId: "p-2" });
  };
  const stage = await scene.stage(receiver, { callbackAnswersLookups: true, ...more });
  const worker = scene.worker();
  const id = await scene.reply(stage, "Hello?");
  const turn = async (ms: number) => {
    scene.pass(ms);
    await worker.turn();
  };
  await turn(0);
  return { receiver, stage, id, turn, message: () => scene.message(stage, id) };
}

test.each([
  ["tickline", ["message.send", "message.lookup"]],
  ["chatwoot", ["message_created", "message_lookup"]],
] as const)(
  "a program that answers 500 in the %s format is asked, and its answer is believed",
  async (callbackFormat, calls) => {
    const { receiver, turn, message } = await asked([{ status: "sent", sourceId: "p-1" }], {
      callbackFormat,
    });
    expect(await message()).toMatchObject({ status: "pending", unconfirmed: false });
    await turn(6_000);
    expect(receiver.taken.map(({ json: sent }) => sent.type ?? sent.event)).toEqual(calls);
    expect(await message()).toMatchObject({ status: "sent", unconfirmed: false, sourceId: "p-1" });
  },
);

test("a message that the program did not get is sent to it again, under the same sendId and attempt", async () => {
  const { receiver, turn, message, stage, id } = await asked([{ status: "not_received" }]);
  await turn(6_000);
  await turn(1_000);
  expect(receiver.taken.map(({ json: sent }) => [sent.type, sent.attempt])).toEqual([
    ["message.send", 1],
    ["message.lookup", 1],
    ["message.send", 1],
  ]);
  expect(new Set(receiver.taken.map(({ json: sent }) => sent.sendId)).size).toBe(1);
  const [first, lookup] = receiver.taken.map(({ headers }) => headers["webhook-id"]);
  expect(lookup).not.toBe(first);
  expect(await message()).toMatchObject({ status: "sent", sourceId: "p-2" });
  expect((await scene.timeline(stage, id)).tries.map(({ outcome }) => outcome)).toEqual([
    "ambiguous",
    "not_sent",
    "accepted",
  ]);
});

test("a message that the program could not send fails in its words", async () => {
  const { turn, message } = await asked([{ status: "failed", error: "not on WhatsApp" }]);
  await turn(6_000);
  expect(await message()).toMatchObject({ status: "failed", externalError: "not on WhatsApp" });
});

test.each([
  ["does not know", { status: "unknown" }],
  ["answers something else", { ok: true }],
])(
  "a program that %s is asked for ten minutes, then the message is unconfirmed, and never sent twice",
  async (_, answer) => {
    const { receiver, turn, message } = await asked([answer]);
    for (let minutes = 0; minutes <= 12; minutes++) await turn(60_000);
    expect(await message()).toMatchObject({ status: "pending", unconfirmed: true });
    expect(receiver.taken.filter((one) => !isLookup(one))).toHaveLength(1);
    expect(receiver.taken.filter(isLookup).length).toBeGreaterThan(2);
    expect(receiver.taken.filter(isLookup).length).toBeLessThan(8);
  },
);

test("a program that is not known to answer look-ups is not asked", async () => {
  const { receiver, turn, message } = await asked([], { callbackAnswersLookups: false });
  await turn(60_000);
  expect(receiver.taken).toHaveLength(1);
  expect(await message()).toMatchObject({ status: "pending", unconfirmed: true });
});
