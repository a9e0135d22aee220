import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import { createDiskReserve } from "@/server/lib/files/disk-reserve";
import { listAlerts } from "@/server/queries/health/alerts";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { listUnreportedInboxes } from "@/server/store/alerts/delivery-reports";
import { listTroubledInboxes } from "@/server/store/alerts/inbox-troubles";
import { UNLIMITED, type UploadLimits } from "@/server/store/files/upload-usage";
import { listDueOverdue } from "@/server/store/messages/overdue-messages";
import { markAllOverdue } from "@/server/worker/jobs/message-jobs";
import { watchAlerts, watchReports } from "@/server/worker/watches/watch-alerts";
import { watchDisk } from "@/server/worker/watches/watches";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { readPlans } from "@/test/support/database/plan";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const errors: unknown[] = [];

const log = { error: (entry: unknown) => errors.push(entry) };

describe("delivery alerts", () => {
  const MINUTE = 60_000;

  const DAY = 1_440 * MINUTE;

  /** What two workers do after this time. */
  async function later(ms: number): Promise<void> {
    pass(world, ms);
    const context = { database: world.database, run: world.run, now: () => world.clock.now, log };
    for (const work of [watchReports, markAllOverdue, watchAlerts])
      await Promise.all([work(context), work(context)]);
    expect(errors).toEqual([]);
  }

  const alertsOf = async (s: Stage) => {
    const { data } = await listAlerts(world.database, s.admin, { limit: 50 });
    return data.map(({ kind, subject, facts, closedAt }) => ({
      kind,
      subjectId: subject.id,
      facts,
      isOpen: closedAt === null,
    }));
  };

  /** A stage with a webhook that takes the replies: without one, they are a reason of their own for an alert. */
  async function createTakenStage(): Promise<Stage> {
    const s = await createStage(world);
    const types: ["message.send_requested"] = ["message.send_requested"];
    await s.run(createEndpoint, { url: "https://hooks.example.test/replies", types });
    return s;
  }

  const noticesTo = async (s: Stage) =>
    (await listNotifications(world.database, s.admin, { limit: 50 })).data.flatMap(
      ({ alert }) => alert ?? [],
    );

  const write = async (s: Stage) =>
    (
      await s.run(sendMessage, {
        conversation: { conversationId: s.conversation.id },
        content: "Your order has left",
      })
    ).result.message.id;

  const report = (s: Stage, messageId: number, signal: ReceiptSignal, error?: string) =>
    s.run(recordReceipts, { receipts: [{ messageId, signal, ...(error && { error }) }] });

  const isOverdue = async (messageId: number) => {
    const [row] = await world.database.query<{ is: boolean }>(
      "select is_overdue as is from message where id = $1",
      [messageId],
    );
    return row?.is;
  };

  test("sent messages that are not delivered in time open one alert at the inbox's limit, which closes when none is left", async () => {
    const s = await createTakenStage();
    await s.run(updateInbox, { inboxId: s.inbox.id, alertOverdueMessages: 2, overdueAfterHours: 2 });
    await report(s, await write(s), "delivered");
    const ids = [s.outgoing.id, await write(s), await write(s)];
    for (const id of ids) await report(s, id, "sent");
    await later(119 * MINUTE);
    expect(await alertsOf(s)).toEqual([]);
    await later(2 * MINUTE);
    const alert = { kind: "messages_overdue", subjectId: s.inbox.id, facts: { messages: 3 } };
    expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
    for (const id of ids) await report(s, id, "delivered");
    await later(MINUTE);
    expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: false }]);
    expect(await isOverdue(s.outgoing.id)).toBe(false);
    expect(await noticesTo(s)).toHaveLength(1);
  });

  test("an inbox that reports no deliveries has one alert instead of marks, until the first report, and its history is not marked then", async () => {
    const s = await createTakenStage();
    await s.run(updateInbox, { inboxId: s.inbox.id, alertOverdueMessages: 2, messagesStartAs: "sent" });
    await report(s, s.outgoing.id, "sent");
    const unreported = await write(s);
    await later(DAY + MINUTE);
    const alert = { kind: "no_delivery_reports", subjectId: s.inbox.id, facts: { messages: 2 } };
    expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
    expect(await isOverdue(unreported)).toBe(false);
    const watched = await write(s);
    await report(s, await write(s), "delivered");
    await later(MINUTE);
    expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: false }]);
    await later(DAY);
    expect([await isOverdue(unreported), await isOverdue(watched)]).toEqual([false, false]);
    const next = await write(s);
    await later(DAY + MINUTE);
    expect(await isOverdue(next)).toBe(true);
  });

  test("thirty of thirty failures open one alert with the commonest error, which closes after ten successes", async () => {
    const s = await createTakenStage();
    await report(s, s.outgoing.id, "delivered");
    for (let n = 0; n < 29; n++)
      await report(s, await write(s), "failed", `131026: Message ${n} is undeliverable`);
    await report(s, await write(s), "failed", "Timed out");
    await later(MINUTE);
    const facts = { attempts: 31, failed: 30, error: "131026: Message … is undeliverable" };
    const alert = { kind: "messages_failing", subjectId: s.inbox.id, facts };
    expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
    for (let n = 0; n < 9; n++) await report(s, await write(s), "delivered");
    await later(1_000);
    expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
    await report(s, await write(s), "delivered");
    await later(1_000);
    expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: false }]);
    expect(await noticesTo(s)).toHaveLength(1);
  });

  test("failures open no alert with both limits at 0, and an open one closes when the limits are set to 0", async () => {
    const s = await createTakenStage();
    for (let n = 0; n < 6; n++) await report(s, await write(s), "failed", "Nope");
    await later(1_000);
    expect(await alertsOf(s)).toMatchObject([{ kind: "messages_failing", isOpen: true }]);
    await s.run(updateInbox, { inboxId: s.inbox.id, alertFailedAttempts: 0, alertFailedPercent: 0 });
    await later(1_000);
    expect(await alertsOf(s)).toMatchObject([{ isOpen: false }]);
  });

  test("the worker's queries read the indexes of messages in trouble, not the messages, and a bounded number of attempts", async () => {
    const s = await createTakenStage();
    await report(s, s.outgoing.id, "failed", "Nope");
    const many = [s.accountId, s.conversation.id, s.inbox.id, world.clock.now];
    await world.database.query(
      `insert into message (account_id, conversation_id, inbox_id, number, kind, direction, content, sender_type, status,
                          attempt, created_at, updated_at)
     select $1, $2, $3, 1000 + n, 'message', 'out', 'Sent', 'user', 'delivered', 1, $4::timestamptz, $4
       from generate_series(1, 5000) as n`,
      many,
    );
    await world.database.query(
      `insert into message_attempt (account_id, message_id, number, inbox_id, started_at)
     select account_id, id, 1, inbox_id, created_at from message
      where account_id = $1 and conversation_id = $2 and inbox_id = $3 and number > 1000 and $4::timestamptz is not null`,
      many,
    );
    for (const table of ["message", "message_attempt", "inbox"])
      await world.database.query(`analyze ${table}`);
    const now = world.clock.now;
    const readings = await readPlans(world.database, async (db) => {
      await listTroubledInboxes(db, { now, after: null, limit: 100 });
      await listUnreportedInboxes(db, { now, after: null, limit: 100 });
      await listDueOverdue(db, { now, limit: 500, except: [] });
    });
    expect(readings).toHaveLength(3);
    expect(readings.flatMap(({ seqScans }) => seqScans)).not.toContain("message");
    expect(readings.flatMap(({ seqScans }) => seqScans)).not.toContain("message_attempt");
    expect(readings[0]?.indexes).toContain("message_attempt_started");
    expect(readings[0]?.rowsRead).toBeLessThan(1_500);
    for (const { rowsRead } of readings.slice(1)) expect(rowsRead).toBeLessThan(500);
  });
});

describe("disk alert", () => {
  const RESERVE = 1_000;

  let free = 0;

  const watched: UploadLimits = {
    ...UNLIMITED,
    disk: createDiskReserve({ folders: ["files"], bytes: RESERVE, freeIn: async () => free }),
  };

  /** What two workers do. */
  async function watch(uploads = watched): Promise<void> {
    const context = { database: world.database, run: world.run, log, uploads };
    await Promise.all([watchDisk(context), watchDisk(context)]);
    expect(errors).toEqual([]);
  }

  const alertsOf = async (s: Stage) =>
    (await listAlerts(world.database, s.admin, { limit: 50 })).data
      .filter(({ kind }) => kind === "disk_filling")
      .map(({ facts, closedAt }) => ({ ...facts, isOpen: closedAt === null }));

  test("every account is told once that the disk is filling, before uploads are refused, and it closes by itself", async () => {
    const stages = [await createStage(world), await createStage(world)];
    free = 2 * RESERVE;
    await watch();
    for (const s of stages) expect(await alertsOf(s)).toEqual([]);
    free = 2 * RESERVE - 1;
    await watch();
    free = RESERVE;
    await watch();
    const opened = { freeBytes: 1_999, reserveBytes: 1_000, isOpen: true };
    for (const s of stages) {
      expect(await alertsOf(s)).toEqual([opened]);
      const { data } = await listNotifications(world.database, s.admin, { limit: 50 });
      expect(data.filter(({ alert }) => alert?.kind === "disk_filling")).toHaveLength(1);
    }
    free = 2.5 * RESERVE - 1;
    await watch();
    for (const s of stages) expect(await alertsOf(s)).toEqual([opened]);
    free = 2.5 * RESERVE;
    await watch();
    for (const s of stages) expect(await alertsOf(s)).toEqual([{ ...opened, isOpen: false }]);
  });

  test("an alert that is open closes when files and the database were moved elsewhere", async () => {
    const s = await createStage(world);
    free = 0;
    await watch();
    await watch(UNLIMITED);
    expect(await alertsOf(s)).toMatchObject([{ isOpen: false }]);
  });
});
