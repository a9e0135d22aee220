import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { reportFailure } from "@/server/commands/messages/report-failure";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import type { Taken } from "@/test/support/clients/receiver";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

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
