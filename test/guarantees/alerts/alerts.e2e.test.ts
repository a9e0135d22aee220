import { afterAll, beforeAll, expect, test } from "vitest";
import { resumeBulk } from "@/server/commands/bulk/bulk-operations";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { recordAudit, reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { markNotificationRead } from "@/server/commands/members/notifications";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import {
  createEndpoint,
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
} from "@/server/commands/webhooks/endpoints";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { RELEASE } from "@/server/lib/process/release";
import { countOpenAlerts, listAlerts } from "@/server/queries/health/alerts";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";
import { listNotifications, readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { markAllStuck } from "@/server/worker/jobs/message-jobs";
import { closeBulkAlerts, watchAlerts } from "@/server/worker/watches/watch-alerts";
import { advance, bulk, late, start } from "@/test/guarantees/laws/entries/bulk-states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const errors: unknown[] = [];
const log = { error: (entry: unknown) => errors.push(entry) };
/** What the worker does after this time. */
async function later(ms: number): Promise<void> {
  pass(world, ms);
  const context = { database: world.database, run: world.run, now: () => world.clock.now, log };
  await markAllStuck(context);
  await Promise.all([watchAlerts(context), watchAlerts(context), closeBulkAlerts(context)]);
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
const noticesTo = async (caller: Caller) =>
  (await listNotifications(world.database, caller, { limit: 50 })).data.flatMap(({ alert }) => alert ?? []);
/** A stage with a webhook that takes the replies: without one, they are a reason of their own for an alert. */
async function createTakenStage(): Promise<Stage> {
  const s = await createStage(world);
  await s.run(createEndpoint, {
    url: "https://hooks.example.test/replies",
    types: ["message.send_requested"],
  });
  return s;
}
const write = async (s: Stage) =>
  (
    await s.run(sendMessage, {
      conversation: { conversationId: s.conversation.id },
      content: "Your order has left",
    })
  ).result.message.id;

test("stuck messages open one alert at the inbox's limit, which closes when none is left", async () => {
  const s = await createTakenStage();
  await s.run(updateInbox, { inboxId: s.inbox.id, alertStuckMessages: 3 });
  const ids = [s.outgoing.id, await write(s)];
  await later(11 * MINUTE);
  expect(await alertsOf(s)).toEqual([]);
  ids.push(await write(s), await write(s));
  await later(11 * MINUTE);
  const alert = { kind: "stuck_messages", subjectId: s.inbox.id, facts: { messages: 4 } };
  expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
  for (const messageId of ids.slice(1)) await s.run(deleteMessage, { messageId });
  await later(MINUTE);
  expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
  await s.run(deleteMessage, { messageId: s.outgoing.id });
  await later(MINUTE);
  expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: false }]);
  expect(await noticesTo(s.admin)).toHaveLength(1);
});

test("messages that nobody solves keep an alert open for a day, not forever, and the next outage opens another", async () => {
  const s = await createTakenStage();
  await later(11 * MINUTE);
  await later(DAY + 11 * MINUTE);
  await write(s);
  await later(11 * MINUTE);
  expect((await alertsOf(s)).map(({ isOpen }) => isOpen)).toEqual([true, false]);
});

test("a limit of 0 opens none, and ends an open one; limits are in the audit log", async () => {
  const s = await createTakenStage();
  await later(11 * MINUTE);
  await s.run(updateInbox, { inboxId: s.inbox.id, alertStuckMessages: 0, alertDownMinutes: 30 });
  await later(MINUTE);
  expect(await alertsOf(s)).toMatchObject([{ isOpen: false }]);
  const { data } = await listSettingChanges(world.database, s.admin, { inboxId: s.inbox.id, limit: 2 });
  expect(data.map(({ setting, from, to }) => [setting, from, to]).sort()).toEqual([
    ["alertDownMinutes", 5, 30],
    ["alertStuckMessages", 1, 0],
  ]);
});

test("an endpoint that its answers disable has an alert until it is enabled or deleted; one disabled by hand has none", async () => {
  const s = await createTakenStage();
  const settings = { url: "https://hooks.example.test/a", types: ["*"] as ["*"] };
  const endpointId = (await s.run(createEndpoint, settings)).result.endpoint.id;
  await s.run(disableEndpoint, { endpointId, reason: "by_hand" });
  await s.run(enableEndpoint, { endpointId });
  expect(await alertsOf(s)).toEqual([]);
  await world.run(disableEndpoint, systemCaller(s.accountId), { endpointId, reason: "gone" });
  const alert = { kind: "endpoint_disabled", subjectId: endpointId, facts: { reason: "gone" } };
  expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
  await s.run(enableEndpoint, { endpointId });
  expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: false }]);
  await world.run(disableEndpoint, systemCaller(s.accountId), { endpointId, reason: "failing" });
  await s.run(deleteEndpoint, { endpointId });
  expect((await alertsOf(s)).map(({ isOpen }) => isOpen)).toEqual([false, false]);
});

test.each<[string, (s: Stage) => Promise<unknown>]>([
  ["reviewed", (s) => s.run(reviewInbox, { inboxId: s.inbox.id })],
  ["changed back", (s) => s.run(changePolicy, { inboxId: s.inbox.id, settings: { botEnabled: false } })],
])("drifted settings have an alert until they are %s", async (_, end) => {
  const s = await createTakenStage();
  await s.run(reviewInbox, { inboxId: s.inbox.id });
  await s.run(changePolicy, { inboxId: s.inbox.id, settings: { botEnabled: true } });
  const audit = { inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 };
  for (let weeks = 0; weeks < 2; weeks++) {
    pass(world, 8 * DAY);
    await world.run(recordAudit, systemCaller(s.accountId), audit);
  }
  const alert = { kind: "settings_drifted", subjectId: s.inbox.id, facts: { settings: ["botEnabled"] } };
  expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: true }]);
  await end(s);
  expect(await alertsOf(s)).toEqual([{ ...alert, isOpen: false }]);
});

test("an inbox whose settings nobody has approved yet is audited without an alert", async () => {
  const s = await createTakenStage();
  await s.run(changePolicy, { inboxId: s.inbox.id, settings: { botEnabled: true } });
  pass(world, 8 * DAY);
  const audit = { inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 };
  const { result } = await world.run(recordAudit, systemCaller(s.accountId), audit);
  expect(result.lastAudit?.drift).toContain("botEnabled");
  expect(await alertsOf(s)).toEqual([]);
});

test("a bulk operation that times out has an alert until it is resumed, or for a week", async () => {
  const timedOut = async () => {
    const s = await createTakenStage();
    await start()(s);
    await late(s);
    await advance(s);
    expect(await alertsOf(s)).toEqual([
      { kind: "bulk_timed_out", subjectId: bulk(s).bulkId, facts: { processed: 0, total: 1 }, isOpen: true },
    ]);
    return s;
  };
  const [resumed, left] = [await timedOut(), await timedOut()];
  await resumed.run(resumeBulk, bulk(resumed));
  expect(await alertsOf(resumed)).toMatchObject([{ isOpen: false }]);
  const ofLeft = async () =>
    (await alertsOf(left)).filter(({ kind }) => kind === "bulk_timed_out").map(({ isOpen }) => isOpen);
  await later(6 * DAY);
  expect(await ofLeft()).toEqual([true]);
  await later(DAY);
  expect(await ofLeft()).toEqual([false]);
});

test("administrators are notified, and may read it; agents and tokens of some inboxes neither see alerts nor count them", async () => {
  const s = await createTakenStage();
  await later(11 * MINUTE);
  const notices = (await listNotifications(world.database, s.admin, { limit: 50 })).data;
  const notice = notices.find(({ kind }) => kind === "alert");
  expect(notice).toMatchObject({
    conversation: null,
    message: null,
    alert: { kind: "stuck_messages", subject: { type: "inbox", id: s.inbox.id, name: s.inbox.name } },
  });
  const someInboxes: Caller = { ...s.admin, inboxIds: [s.inbox.id] };
  const unread = async (caller: Caller) => (await readUnreadNotifications(world.database, caller)).count;
  const ofMessage = 1; // its author hears that it was not delivered
  expect(await Promise.all([s.admin, someInboxes, s.agent].map(unread))).toEqual([
    1 + ofMessage,
    ofMessage,
    0,
  ]);
  await s.run(markNotificationRead, { notificationId: notice?.id ?? 0 });
  expect(await unread(s.admin)).toBe(ofMessage);
  await expect(async () => listAlerts(world.database, s.agent, { limit: 1 })).rejects.toMatchObject({
    refusal: "auth.forbidden",
  });
});

test("alerts are listed with the open ones first, in pages", async () => {
  const s = await createTakenStage();
  const inboxes = [s.inbox.id, s.hiddenInbox.id];
  for (const inboxId of inboxes) await s.run(reviewInbox, { inboxId });
  for (const inboxId of inboxes) await s.run(updateInbox, { inboxId, messagesStartAs: "sent" });
  pass(world, 8 * DAY);
  for (const inboxId of inboxes)
    await world.run(recordAudit, systemCaller(s.accountId), {
      inboxId,
      release: RELEASE,
      decided: 0,
      moved: 0,
    });
  await s.run(reviewInbox, { inboxId: s.hiddenInbox.id });
  const listed: [number, boolean][] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await listAlerts(world.database, s.admin, { cursor, limit: 1 });
    listed.push(...page.data.map((one): [number, boolean] => [one.subject.id, one.closedAt === null]));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  expect(listed).toEqual([
    [s.inbox.id, true],
    [s.hiddenInbox.id, false],
  ]);
  const open = await listAlerts(world.database, s.admin, { state: "open", limit: 10 });
  expect(open.data.map(({ subject }) => subject.id)).toEqual([s.inbox.id]);
  expect(await countOpenAlerts(world.database, s.admin)).toBe(1);
  await expect(async () => countOpenAlerts(world.database, s.agent)).rejects.toMatchObject({
    refusal: "auth.forbidden",
  });
});
