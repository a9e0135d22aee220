import { afterAll, beforeAll, expect, test } from "vitest";
import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { sendMessage } from "@/server/commands/messages/send-message";
import { getQueues, listJobs } from "@/server/queries/queues/queues";
import { listSettingChanges } from "@/server/store/inboxes/setting-changes";
import { claimMails } from "@/server/store/members/claim-mails";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { discardJob, retryJob } from "./queued-jobs";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const HOUR_S = 3_600;
const refusal = (code: string) => expect.objectContaining({ refusal: code });
const jobs = async (s: Stage, kind: Parameters<typeof listJobs>[2]["kind"], cursor: string | null = null) =>
  listJobs(world.database, s.admin, { kind, cursor, limit: 2 });
const queueOf = async (s: Stage, kind: string) =>
  (await getQueues(world.database, s.admin, world.clock.now)).jobs.find((one) => one.kind === kind);

/** A mail to a person, due after these seconds. */
async function mailTo(s: Stage, email: string, afterS: number, userId = s.admin.userId) {
  await world.database.query(
    `insert into mail (account_id, user_id, conversation_id, email, kind, locale, due_at, tries, error, created_at)
     values ($1, $2, $3, $4, 'transcript', 'en', $5::timestamptz + make_interval(secs => $6), 2, 'Connection refused', $5)`,
    [s.accountId, userId, s.conversation.id, email, world.clock.now, afterS],
  );
}

test("mails that wait are listed with their errors in the order of their next tries, each once over all pages", async () => {
  const s = await createStage(world);
  for (const [email, afterS] of [
    ["late@example.com", 2 * HOUR_S],
    ["a@example.com", HOUR_S],
    ["b@example.com", HOUR_S],
    ["c@example.com", HOUR_S],
    ["d@example.com", HOUR_S],
  ] as const)
    await mailTo(s, email, afterS);
  const shown = [];
  for (let cursor: string | null = null, page = 0; page < 3; page++) {
    const { data, nextCursor } = await jobs(s, "mails", cursor);
    shown.push(...data);
    cursor = nextCursor;
  }
  expect(shown.map(({ about }) => about)).toEqual([
    ...["a@example.com", "b@example.com", "c@example.com", "d@example.com"],
    "late@example.com",
  ]);
  expect(shown[0]).toMatchObject({ tries: 2, lastError: "Connection refused" });
  expect(await queueOf(s, "mails")).toMatchObject({ waiting: 5, due: 0, triesMax: 2 });
  expect(await queueOf(await createStage(world), "mails")).toBeUndefined();
});

test("a mail is made due once, and the audit log says by whom; of another account it is not found", async () => {
  const [s, other] = [await createStage(world), await createStage(world)];
  await mailTo(s, "ada@example.com", HOUR_S);
  const key = (await jobs(s, "mails")).data[0]?.key ?? "";
  await expect(other.run(retryJob, { kind: "mails", key })).rejects.toEqual(refusal("job.not_found"));
  await expect(other.run(discardJob, { kind: "mails", key })).rejects.toEqual(refusal("job.not_found"));
  const results = await Promise.allSettled([1, 2].map(() => s.run(retryJob, { kind: "mails", key })));
  expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await queueOf(s, "mails")).toMatchObject({ waiting: 1, due: 1 });
  const [change] = await listSettingChanges(world.database, s.accountId, { before: null, limit: 1 });
  expect(change).toMatchObject({ subject: "account", setting: "jobRetried", to: `mails ${key}` });
});

test("a transcript that a customer requested is listed too, and can be discarded", async () => {
  const s = await createStage(world);
  await mailTo(s, "customer@example.com", HOUR_S, 0);
  const { data } = await jobs(s, "mails");
  expect(data).toMatchObject([{ about: "customer@example.com", tries: 2, lastError: "Connection refused" }]);
  expect(await queueOf(s, "mails")).toMatchObject({ waiting: 1, due: 0 });
  await s.run(discardJob, { kind: "mails", key: data[0]?.key ?? "" });
  expect(await queueOf(s, "mails")).toBeUndefined();
});

test("a mail that is being sent is neither retried nor discarded; a discarded one is never sent", async () => {
  const s = await createStage(world);
  await mailTo(s, "ada@example.com", 0);
  const key = (await jobs(s, "mails")).data[0]?.key ?? "";
  const claim = async () =>
    (await claimMails(world.database, { now: world.clock.now, limit: 100 })).filter(
      ({ accountId }) => accountId === s.accountId,
    );
  expect(await claim()).toHaveLength(1);
  await expect(s.run(retryJob, { kind: "mails", key })).rejects.toEqual(refusal("job.in_flight"));
  await expect(s.run(discardJob, { kind: "mails", key })).rejects.toEqual(refusal("job.in_flight"));
  pass(world, 61_000); // the lease of a killed worker
  await s.run(discardJob, { kind: "mails", key, reason: "Wrong address" });
  expect(await claim()).toEqual([]);
  const [mail] = await world.database.query("select error, sealed_secret from mail where account_id = $1", [
    s.accountId,
  ]);
  expect(mail).toEqual({ error: `Discarded by ${s.admin.actor.name}.`, sealed_secret: null });
  await expect(s.run(discardJob, { kind: "mails", key })).rejects.toEqual(refusal("job.not_found"));
});

test("bulk operations and messages within their undo windows are listed; a postponed operation is executed at once", async () => {
  const s = await createStage(world);
  const conversation = { conversationId: s.conversation.id };
  await s.run(sendMessage, { conversation, content: "Wait", holdMs: 20_000 });
  const { result: bulk } = await s.run(startBulk, {
    change: { action: "status", params: { signal: "resolve" } },
    target: { ids: [s.conversation.id] },
    mode: "best_effort",
    timeoutS: 600,
  });
  await world.database.query(
    "update bulk_operation set due_at = due_at + interval '1 hour', faults = 3 where account_id = $1",
    [s.accountId],
  );
  expect((await jobs(s, "undo_windows")).data).toMatchObject([{ displayId: s.conversation.displayId }]);
  expect((await jobs(s, "bulk_operations")).data).toMatchObject([{ about: "status", tries: 3 }]);
  await s.run(retryJob, { kind: "bulk_operations", key: String(bulk.id) });
  expect(await queueOf(s, "bulk_operations")).toMatchObject({ waiting: 1, due: 1 });
});

test("every kind of job can be read, and agents read none", async () => {
  const s = await createStage(world);
  for (const kind of [
    "deletions",
    "automatic_retries",
    "file_fetches",
    "file_inspections",
    "pushes",
  ] as const)
    expect((await jobs(s, kind)).data).toEqual([]);
  expect(await queueOf(s, "events")).toMatchObject({ waiting: expect.any(Number), nextAt: null });
  await expect(getQueues(world.database, s.agent, world.clock.now)).rejects.toEqual(
    refusal("auth.forbidden"),
  );
});
