import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { reportFailure } from "@/server/commands/messages/report-failure";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import type { Taken } from "@/test/support/clients/receiver";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

describe("lookups", () => {
  let scene: SendScene;
  beforeAll(async () => {
    scene = await openSendScene();
  });
  afterEach(() => scene.dropOpen());
  afterAll(() => scene.close());

  const json = ({ answer }: Taken, status: number, body: object) =>
    answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

  const isLookup = ({ json: sent }: Taken) =>
    sent.type === "message.lookup" || sent.event === "message_lookup";

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
});

describe("reported failure", () => {
  // A program that reports a failed send as Evolution API 2.3.7 does: it waits 500 ms, fails within ten more, answers 200, and
  // some 7 ms later posts a note that names no message. The next call has begun by then.

  let scene: SendScene;
  beforeAll(async () => {
    scene = await openSendScene();
  });
  afterEach(() => scene.dropOpen());
  afterAll(() => scene.close());

  const NOTE = "🚨 The message could not be sent. Please check your connection. _timeout_";

  const note = async (stage: Stage) => {
    const conversation = { conversationId: stage.conversation.id };
    const { message } = (
      await scene.world.run(reportFailure, stage.admin, { conversation, content: NOTE, error: "timeout" })
    ).result;
    return message.contentAttributes["undecidedFailure"];
  };

  type Tick = Awaited<ReturnType<SendScene["message"]>>;

  const shown = ({ status, unconfirmed }: Tick) => (unconfirmed ? "unconfirmed" : status);

  const statusesOf = (stage: Stage, ids: readonly number[]) =>
    Promise.all(ids.map(async (id) => shown(await scene.message(stage, id))));

  /** Takes the calls of these replies in order. `when`: the note arrives before or after the next call has begun. */
  async function send(replies: readonly ("good" | "lost")[], when: "before" | "after") {
    const receiver = await scene.receiver();
    receiver.answer = () => undefined; // answered below
    const stage = await scene.stage(receiver, { callbackFormat: "chatwoot" });
    const loop = scene.start();
    const ids: number[] = [];
    for (const [i, reply] of replies.entries()) ids.push(await scene.reply(stage, `${i + 1} ${reply}`));
    const notes: unknown[] = [];
    let lost = false;
    for (const [i, reply] of replies.entries()) {
      await scene.until(() => receiver.taken.length === i + 1);
      if (lost && when === "after") notes.push(await note(stage));
      scene.pass(510);
      receiver.taken[i]?.answer.writeHead(200).end('{"message":"bot"}');
      lost = reply === "lost";
      const isLast = i === replies.length - 1;
      if (isLast || when === "before")
        await scene.until(async () => (await scene.timeline(stage, ids[i] ?? 0)).tries.length === 1);
      if (lost && (isLast || when === "before")) notes.push(await note(stage));
      scene.pass(7);
    }
    await loop.stop();
    return { sent: receiver.taken.length, notes, statuses: await statusesOf(stage, ids) };
  }

  test.each<{ replies: ("good" | "lost")[]; statuses: string[] }>([
    { replies: ["lost", "good"], statuses: ["failed", "sent"] },
    { replies: ["good", "lost", "good", "good"], statuses: ["sent", "failed", "sent", "sent"] },
    { replies: ["lost", "lost", "good"], statuses: ["failed", "failed", "sent"] },
    { replies: ["good", "lost"], statuses: ["sent", "failed"] },
  ])(
    "of replies $replies that are posted at once, each shows what happened, and all are handed over",
    async ({ replies, statuses }) => {
      for (const when of ["after", "before"] as const)
        expect(await send(replies, when)).toEqual({
          sent: replies.length,
          notes: replies.filter((reply) => reply === "lost").map(() => undefined),
          statuses,
        });
    },
  );

  test("a note that may be about a call without an answer or about the next one marks neither, and names both", async () => {
    const receiver = await scene.receiver();
    receiver.answer = (one: Taken) =>
      one.json.content === "hangs" ? one.answer.destroy() : one.answer.writeHead(200).end("{}");
    const stage = await scene.stage(receiver, { callbackFormat: "chatwoot" });
    const loop = scene.start();
    const ids = [await scene.reply(stage, "hangs")];
    await scene.until(async () => (await scene.timeline(stage, ids[0] ?? 0)).tries.length === 1);
    scene.pass(510);
    ids.push(await scene.reply(stage, "good"));
    await scene.until(async () => (await scene.timeline(stage, ids[1] ?? 0)).tries.length === 1);
    await loop.stop();
    expect(await note(stage)).toEqual({ messageIds: expect.arrayContaining(ids) });
    expect(await statusesOf(stage, ids)).toEqual(["unconfirmed", "sent"]);
  });

  test("a failure of a message that waits for its first call is refused, whoever reports it, and the message goes", async () => {
    const receiver = await scene.receiver();
    const stage = await scene.stage(receiver);
    const id = await scene.reply(stage, "On its way");
    const report = async () =>
      (
        await scene.world.run(recordReceipts, stage.admin, {
          receipts: [{ messageId: id, signal: "failed", error: "not this one" }],
        })
      ).result.map(({ result }) => result);
    expect(await report()).toEqual(["receipt.not_tried"]);
    expect(await note(stage)).toEqual({ messageIds: [] });
    expect(await scene.message(stage, id)).toMatchObject({ status: "pending", externalError: null });
    const loop = scene.start();
    await scene.until(async () => (await scene.message(stage, id)).status === "sent");
    await loop.stop();
    expect(await report()).toEqual(["applied"]);
    expect(receiver.taken).toHaveLength(1);
  });

  test("the timeline says that the message of the report was guessed, until a report names it", async () => {
    const stage = await createStage(scene.world);
    const { id } = stage.outgoing;
    await note(stage);
    const { receipts } = await scene.timeline(stage, id);
    expect(receipts.map(({ signal, result, reason }) => ({ signal, result, reason }))).toEqual([
      { signal: "failed", result: "applied", reason: "guessed" },
    ]);
    const named = { messageId: id, signal: "failed" as const, attempt: 1, error: "#131016 try later" };
    scene.pass(1_000);
    await stage.run(recordReceipts, { receipts: [named] });
    const later = (await scene.timeline(stage, id)).receipts.map(({ signal, reason }) => [signal, reason]);
    expect(later).toContainEqual(["failed", "guessed"]);
    expect(later).toContainEqual(["failed", null]);
  });
});
