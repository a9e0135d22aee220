import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { claimSends } from "@/server/store/sends/claim-sends";
import { releaseDueMessages } from "@/server/worker/jobs/message-jobs";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterEach(() => scene.dropOpen());
afterAll(() => scene.close());

test("of a process that was killed within a call, a message is unconfirmed, and sent again only where that is safe", async () => {
  const [plain, careful] = [await scene.receiver(), await scene.receiver()];
  const stages = [
    await scene.stage(plain),
    await scene.stage(careful, { callbackDeduplicates: true }),
  ] as const;
  const ids = [await scene.reply(stages[0], "once"), await scene.reply(stages[1], "again")] as const;
  const { database, clock } = scene.world;
  const lost = await claimSends(database, { now: clock.now, inFlight: new Map(), room: 10 });
  expect(lost).toHaveLength(2);
  const loop = scene.start();
  scene.pass(30_000);
  expect([plain.taken, careful.taken].flat()).toEqual([]); // the lease runs
  scene.pass(30_100);
  await scene.until(async () => (await scene.message(stages[0], ids[0])).unconfirmed);
  await scene.until(async () => (await scene.message(stages[1], ids[1])).status === "sent");
  await loop.stop();
  expect([plain.taken.length, careful.taken.length]).toEqual([0, 1]);
  const { receipts } = await scene.timeline(stages[0], ids[0]);
  expect(receipts.at(-1)).toMatchObject({
    signal: "unconfirmed",
    error: "Tickline stopped while it was sending this message.",
  });
});

test("what was claimed by a claim whose answer was lost goes when the database answers again", async () => {
  const receiver = await scene.receiver();
  const stage = await scene.stage(receiver);
  const id = await scene.reply(stage, "once");
  const { database } = scene.world;
  let lost = 0;
  const query: typeof database.query = async (...statement) => {
    const rows = await database.query(...statement);
    if (lost > 0 || rows.length === 0 || !("leaseUntil" in Object(rows[0]))) return rows as never;
    lost++;
    throw new Error("Connection terminated unexpectedly");
  };
  const loop = scene.start({ database: { ...database, query } });
  await scene.until(async () => (await scene.message(stage, id)).status === "sent");
  await loop.stop();
  expect([lost, receiver.taken.length]).toEqual([1, 1]);
  expect((await scene.timeline(stage, id)).tries.map(({ number }) => number)).toEqual([1]);
});

test("an answer that could not be stored within its lease is stored, and its send is not claimed again", async () => {
  const receiver = await scene.receiver();
  receiver.answer = ({ answer }) => answer.writeHead(400).end("no such number");
  const stage = await scene.stage(receiver);
  const id = await scene.reply(stage, "once");
  const { database, run } = scene.world;
  let claims = 0;
  const query: typeof database.query = (...statement) => {
    if (String(statement[1]?.length) === "6") claims++;
    return database.query(...statement);
  };
  let isLate = false;
  const late: typeof run = Object.assign(async (...args: Parameters<typeof run>) => {
    if (!isLate) {
      isLate = true;
      scene.pass(61_000);
      const before = claims;
      await scene.until(() => claims > before);
    }
    return run(...args);
  }, run) as typeof run;
  const loop = scene.start({ database: { ...database, query }, run: late });
  await scene.until(async () => (await scene.message(stage, id)).status === "failed");
  await loop.stop();
  expect((await scene.message(stage, id)).unconfirmed).toBe(false);
  expect([claims > 1, receiver.taken.length]).toEqual([true, 1]);
});

test("a send that takes longer than its lease is not claimed again by the process that makes it", async () => {
  const stage = await scene.stage(await scene.receiver());
  const id = await scene.reply(stage, "with a large file");
  const { database } = scene.world;
  let claims = 0;
  const query: typeof database.query = (...statement) => {
    if (String(statement[1]?.length) === "6") claims++;
    return database.query(...statement);
  };
  let accept = (): void => {};
  const accepted = new Promise<void>((done) => (accept = done));
  let calls = 0;
  const send = async () => {
    calls++;
    await accepted;
    const outcome = { kind: "accepted", sourceId: null, status: "sent" } as const;
    return { outcome, address: null, durationMs: 65_000, status: null };
  };
  const loop = scene.start({ database: { ...database, query }, sender: { send, lookUp: send } });
  await scene.until(() => calls === 1);
  const before = claims;
  scene.pass(61_000);
  await scene.until(() => claims > before + 1);
  expect(await scene.message(stage, id)).toMatchObject({ status: "pending", unconfirmed: false });
  accept();
  await scene.until(async () => (await scene.message(stage, id)).status === "sent");
  await loop.stop();
  expect((await scene.timeline(stage, id)).receipts.map(({ signal }) => signal)).not.toContain("unconfirmed");
});

test("a send that takes longer than its lease is left to the process that makes it by the others too", async () => {
  const stage = await scene.stage(await scene.receiver());
  const id = await scene.reply(stage, "with a large file");
  const { database, clock } = scene.world;
  let end = (): void => {};
  const ended = new Promise<void>((done) => (end = done));
  let calls = 0;
  const send = async () => {
    calls++;
    await ended;
    const outcome = { kind: "not_sent", reason: "421 busy", retryAfterMs: null } as const;
    return { outcome, address: null, durationMs: 90_000, status: null };
  };
  const own = scene.start({ sender: { send, lookUp: send } });
  await scene.until(() => calls === 1);
  let claims = 0;
  const query: typeof database.query = (...statement) => {
    if (String(statement[1]?.length) === "6") claims++;
    return database.query(...statement);
  };
  const other = scene.start({ database: { ...database, query }, sender: { send, lookUp: send } });
  for (const _ of [1, 2, 3]) {
    scene.pass(40_000);
    const due = `select id from send where message_id = $1 and due_at > $2::timestamptz + interval '50 seconds'`;
    await scene.until(async () => (await database.query(due, [id, clock.now])).length > 0);
    const before = claims;
    await scene.until(() => claims > before + 1);
  }
  expect(calls).toBe(1);
  await other.stop();
  end();
  await scene.until(async () => (await scene.timeline(stage, id)).tries.length === 1);
  expect((await scene.timeline(stage, id)).tries).toMatchObject([{ number: 1, outcome: "not_sent" }]);
  expect(await scene.message(stage, id)).toMatchObject({ status: "pending", unconfirmed: false });
  await own.stop();
});

test("a message that was deleted, reported or sent elsewhere meanwhile is not sent", async () => {
  const receiver = await scene.receiver();
  const stage = await scene.stage(receiver);
  const deleted = await scene.reply(stage, "deleted");
  const reported = await scene.reply(stage, "reported");
  await stage.run(deleteMessage, { messageId: deleted });
  await stage.run(recordReceipts, { receipts: [{ messageId: reported, signal: "delivered" }] });
  const retried = await scene.reply(stage, "failed, and sent again by the program itself");
  const now = scene.world.clock.now.getTime();
  const report = (signal: "failed" | "sent", ago: number) => ({
    messageId: retried,
    signal,
    at: new Date(now - ago),
  });
  await stage.run(recordReceipts, { receipts: [report("failed", 60_000), report("sent", 1_000)] });
  const conversation = { conversationId: stage.conversation.id };
  await stage.run(sendMessage, { conversation, content: "from the phone", sourceId: "phone-1" });
  const last = await scene.reply(stage, "sent");
  const loop = scene.start();
  await scene.until(async () => (await scene.message(stage, last)).status === "sent");
  await loop.stop();
  expect(receiver.taken.map(({ json }) => json.message.content)).toEqual(["sent"]);
  expect(await scene.message(stage, retried)).toMatchObject({ attempt: 2, status: "sent" });
});

test("a message goes when its undo window is over; one that was withdrawn does not", async () => {
  const receiver = await scene.receiver();
  const stage = await scene.stage(receiver);
  const conversation = { conversationId: stage.conversation.id };
  const hold = async (content: string) =>
    (await stage.run(sendMessage, { conversation, content, holdMs: 20_000 })).result.message.id;
  const [withdrawn, held] = [await hold("withdrawn"), await hold("held")];
  const loop = scene.start();
  await stage.run(withdrawMessage, { messageId: withdrawn });
  scene.pass(21_000);
  const { database, run, clock } = scene.world;
  await releaseDueMessages({ database, run, now: () => clock.now, log: { error: () => undefined } });
  scene.pass(0);
  await scene.until(async () => (await scene.message(stage, held)).status === "sent");
  await loop.stop();
  expect(receiver.taken.map(({ json }) => json.message.content)).toEqual(["held"]);
});
