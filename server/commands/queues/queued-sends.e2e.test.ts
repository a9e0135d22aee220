import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { settleSends } from "@/server/commands/receipts/settle-sends";
import { systemCaller } from "@/server/contract/_shared/caller";
import { getQueues, listQueuedSends } from "@/server/queries/queues/queues";
import { listSettingChanges } from "@/server/store/inboxes/setting-changes";
import { claimSends } from "@/server/store/sends/claim-sends";
import { retryDueMessages } from "@/server/worker/jobs/message-jobs";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { Taken } from "@/test/support/clients/receiver";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";
import { discardSends, retrySends } from "./queued-sends";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterEach(() => scene.dropOpen());
afterAll(() => scene.close());

const comeAgain = ({ answer }: Taken) => answer.writeHead(429, { "retry-after": "3600" }).end();
const claim = async () => {
  const { database, clock } = scene.world;
  return claimSends(database, { now: clock.now, inFlight: new Map(), room: 10 });
};
const listed = async (
  stage: Stage,
  inboxId: number | null = null,
  cursor: string | null = null,
  limit = 50,
) =>
  listQueuedSends(scene.world.database, stage.admin, { inboxId, cursor, limit, now: scene.world.clock.now });
const lastChange = async ({ accountId }: Stage) =>
  (await listSettingChanges(scene.world.database, accountId, { before: null, limit: 1 }))[0];
const refusal = (code: string) => expect.objectContaining({ refusal: code });

/** A reply that waits an hour, as its program asked. */
async function postponed() {
  const receiver = await scene.receiver();
  receiver.answer = comeAgain;
  const stage = await scene.stage(receiver);
  const messageId = await scene.reply(stage, "Your parcel");
  await scene.worker().turn();
  const { data } = await listed(stage);
  return { receiver, stage, messageId, sendId: data[0]?.id ?? 0 };
}

test("a send that waits for another try is listed with its last error, and goes at once when it is retried", async () => {
  const { receiver, stage, messageId, sendId } = await postponed();
  expect((await listed(stage)).data).toMatchObject([
    {
      ...{ id: sendId, messageId, inboxId: stage.inbox.id, displayId: stage.conversation.displayId },
      ...{ state: "waiting", tries: 1, mayHaveArrived: false, lastError: expect.stringContaining("429") },
    },
  ]);
  const [queue] = (await getQueues(scene.world.database, stage.admin, scene.world.clock.now)).sends;
  expect(queue).toMatchObject({ inboxId: stage.inbox.id, waiting: 1, due: 0, inFlight: 0, triesMax: 1 });
  receiver.answer = ({ answer }) => answer.writeHead(200).end("{}");
  await scene.worker().turn();
  expect(receiver.taken).toHaveLength(1);
  expect((await stage.run(retrySends, { sendId })).result).toEqual({ count: 1, hasMore: false });
  await scene.worker().turn();
  expect(receiver.taken).toHaveLength(2);
  expect((await scene.message(stage, messageId)).status).toBe("sent");
  expect(await lastChange(stage)).toMatchObject({ subject: "inbox", setting: "sendsRetried", to: 1 });
});

test("a discarded send fails its message in the name of who did it, is never called, and is not retried automatically", async () => {
  const { receiver, stage, messageId, sendId } = await postponed();
  await stage.run(updateInbox, { inboxId: stage.inbox.id, autoRetry: true, autoRetryErrors: ["discarded"] });
  const { events } = await stage.run(discardSends, { sendId, reason: "Sent by phone" });
  expect(events.map(({ type }) => type)).toEqual(["message.status_changed"]);
  const { name } = stage.admin.actor;
  expect(await scene.message(stage, messageId)).toMatchObject({
    status: "failed",
    externalError: `Discarded by ${name}.`,
  });
  expect(await lastChange(stage)).toMatchObject({
    setting: "sendsDiscarded",
    to: 1,
    reason: "Sent by phone",
  });
  scene.pass(7_200_000);
  await scene.worker().turn();
  const { database, run, clock } = scene.world;
  await retryDueMessages({ database, run, now: () => clock.now, log: console });
  await scene.worker().turn();
  expect(receiver.taken).toHaveLength(1);
  expect((await listed(stage)).data).toEqual([]);
  await expect(stage.run(discardSends, { sendId })).rejects.toEqual(refusal("send.settled"));
});

test("a send that is in flight is neither retried nor discarded, alone or with its inbox", async () => {
  const stage = await scene.stage(await scene.receiver());
  const messageId = await scene.reply(stage, "On its way");
  const [claimed] = await claim();
  const sendId = claimed?.id ?? 0;
  expect((await listed(stage)).data).toMatchObject([{ state: "in_flight", tries: 1 }]);
  await expect(stage.run(retrySends, { sendId })).rejects.toEqual(refusal("send.in_flight"));
  await expect(stage.run(discardSends, { sendId })).rejects.toEqual(refusal("send.in_flight"));
  const inboxId = stage.inbox.id;
  expect((await stage.run(discardSends, { inboxId })).result).toEqual({ count: 0, hasMore: false });
  expect((await stage.run(retrySends, { inboxId })).result).toEqual({ count: 0, hasMore: false });
  expect((await scene.message(stage, messageId)).status).toBe("pending");
});

test("of two who discard one send at the same time one is refused, and the message fails once", async () => {
  const { stage, messageId, sendId } = await postponed();
  const results = await Promise.allSettled([1, 2].map(() => stage.run(discardSends, { sendId })));
  expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(results.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { refusal: "send.settled" },
  });
  const { receipts } = await scene.timeline(stage, messageId);
  expect(receipts.filter(({ signal }) => signal === "failed")).toHaveLength(1);
});

test("a claim and a discard at the same time: the message is either called or failed, never both", async () => {
  for (let round = 0; round < 8; round++) {
    const stage = await scene.stage(await scene.receiver());
    const messageId = await scene.reply(stage, "Either");
    const sendId = (await listed(stage)).data[0]?.id ?? 0;
    const [discarded, claimed] = await Promise.allSettled([stage.run(discardSends, { sendId }), claim()]);
    const own = claimed.status === "fulfilled" ? claimed.value.filter(({ id }) => id === sendId) : [];
    const isFailed = (await scene.message(stage, messageId)).status === "failed";
    expect([discarded.status === "fulfilled", own.length === 0]).toEqual([isFailed, isFailed]);
    if (discarded.status === "rejected") expect(discarded.reason).toEqual(refusal("send.in_flight"));
    await scene.dropOpen();
  }
});

test("a discarded send that may have arrived leaves its message unconfirmed, and a late answer still counts", async () => {
  const stage = await scene.stage(await scene.receiver(), { callbackDeduplicates: true });
  const messageId = await scene.reply(stage, "Perhaps");
  const [killed] = await claim();
  scene.pass(61_000); // the lease of a killed process
  expect((await listed(stage)).data).toMatchObject([{ state: "due", mayHaveArrived: true }]);
  const { events } = await stage.run(discardSends, { sendId: killed?.id ?? 0 });
  expect(events.map(({ type }) => type)).toEqual(["message.stuck"]);
  expect(await scene.message(stage, messageId)).toMatchObject({ status: "pending", unconfirmed: true });
  expect(await claim()).toEqual([]);
  const at = scene.world.clock.now;
  const outcome = { kind: "accepted", sourceId: null, status: "sent" } as const;
  if (!killed) throw new Error("nothing was claimed");
  const { id, key, inboxId, attempt, leaseUntil } = killed;
  const next = { state: "accepted", isDoubtful: false } as const;
  const made = { number: 1, at, durationMs: 40, outcome, status: 200, address: "127.0.0.1" };
  await scene.world.run(settleSends, systemCaller(stage.accountId), {
    settled: [{ id, key, inboxId, messageId, attempt, leaseUntil, next, made }],
  });
  expect(await scene.message(stage, messageId)).toMatchObject({ status: "sent", unconfirmed: false });
});

test("retrying a paused inbox lets one call through, and all that waits when it is answered", async () => {
  const { receiver, stage } = await postponed();
  const later = await scene.reply(stage, "And another");
  await scene.world.database.query(
    `update inbox_sending set failures = 10, failing_since = $2::timestamptz, open_until = $2::timestamptz + interval '1 hour'
      where account_id = $1`,
    [stage.accountId, scene.world.clock.now],
  );
  const queues = () => getQueues(scene.world.database, stage.admin, scene.world.clock.now);
  expect((await queues()).sends[0]?.pausedUntil).not.toBeNull();
  await scene.worker().turn();
  expect(receiver.taken).toHaveLength(1);
  receiver.answer = ({ answer }) => answer.writeHead(200).end("{}");
  const { result } = await stage.run(retrySends, { inboxId: stage.inbox.id });
  expect(result).toEqual({ count: 2, hasMore: false });
  expect((await queues()).sends[0]?.pausedUntil).toBeNull();
  await scene.worker().turn();
  await scene.worker().turn();
  expect((await scene.message(stage, later)).status).toBe("sent");
});

test("all sends of an inbox are discarded together, and those of other inboxes stay", async () => {
  const stage = await scene.stage(await scene.receiver());
  const other = await scene.stage(await scene.receiver());
  const ids = [await scene.reply(stage, "One"), await scene.reply(stage, "Two")];
  await scene.reply(other, "Theirs");
  expect((await stage.run(discardSends, { inboxId: stage.inbox.id })).result).toEqual({
    count: 2,
    hasMore: false,
  });
  for (const id of ids) expect((await scene.message(stage, id)).status).toBe("failed");
  expect((await listed(other)).data).toHaveLength(1);
  await expect(stage.run(discardSends, { inboxId: other.inbox.id })).rejects.toEqual(
    refusal("inbox.not_found"),
  );
});

test("pages of the queue have every send once, in the order of their next tries", async () => {
  const stage = await scene.stage(await scene.receiver());
  const ids = [];
  for (const word of ["one", "two", "three"]) ids.push(await scene.reply(stage, word));
  const first = await listed(stage, stage.inbox.id, null, 2);
  const rest = await listed(stage, stage.inbox.id, first.nextCursor, 2);
  expect([...first.data, ...rest.data].map(({ messageId }) => messageId)).toEqual(ids);
  expect(rest.nextCursor).toBeNull();
});
