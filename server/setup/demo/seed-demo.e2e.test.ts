import { afterAll, beforeAll, expect, test } from "vitest";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { CONVERSATION_STATUSES } from "@/server/domain/conversation/conversation";
import { POLICY_RULES } from "@/server/domain/inbox/policy";
import { MESSAGE_STATUSES } from "@/server/domain/message/tick";
import { countUnplaced } from "@/server/store/_postgres/partitions";
import { readLog, toEvent } from "@/server/store/events/log/event-log";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { firstRunOfDemo } from "@/test/support/scenes/demo";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await firstRunOfDemo(world);
}, 120_000);
afterAll(() => world.close());

const column = async <T>(sql: string): Promise<T[]> =>
  (await world.database.query<{ value: T }>(`select ${sql}`)).map((row) => row.value);

test("there are some 270 conversations of the last 30 days", async () => {
  const [count] = await column<number>("count(*) as value from conversation");
  expect(count).toBeGreaterThan(250);
  expect(count).toBeLessThan(300);
  const [days] = await column<number>(
    "extract(day from max(last_activity_at) - min(created_at)) as value from conversation",
  );
  expect(days).toBeGreaterThanOrEqual(28);
  expect(days).toBeLessThanOrEqual(30);
});

test("every status, every tick and every rule of the policy occurs", async () => {
  expect(new Set(await column("distinct status as value from conversation"))).toEqual(
    new Set(CONVERSATION_STATUSES),
  );
  expect(new Set(await column("distinct status as value from message where status is not null"))).toEqual(
    new Set(MESSAGE_STATUSES),
  );
  const rules = await column<string>("distinct cause->>'rule' as value from transition");
  const via = await column<string>("distinct cause->>'via' as value from transition where cause ? 'via'");
  expect(new Set([...rules, ...via])).toEqual(new Set([...POLICY_RULES, "manual", "snooze_due", "handoff"]));
});

test("some messages are stuck: with one event, in the timeline, and still pending", async () => {
  const stuck = await column<number>("id as value from message where is_unconfirmed and status = 'pending'");
  expect(stuck.length).toBeGreaterThan(3);
  const reported = await column<number>(
    "resource_id as value from event where type = 'message.stuck' order by resource_id",
  );
  expect(reported).toEqual(stuck.toSorted((a, b) => a - b));
  expect(
    await column<number>(
      "message_id as value from message_receipt where signal = 'stuck' order by message_id",
    ),
  ).toEqual(reported);
});

test("a cause names the setting, the change that set it, and an overridden request", async () => {
  const causes = await column<object>(
    "cause as value from transition where cause->>'rule' in ('bot_takes_reopened', 'default_open')",
  );
  expect(causes).toContainEqual(
    expect.objectContaining({
      rule: "bot_takes_reopened",
      setting: "botTakesReopened",
      value: true,
      changeId: expect.any(Number),
    }),
  );
  expect(causes).toContainEqual(expect.objectContaining({ rule: "default_open", requested: "pending" }));
});

test.each([
  ["Portuguese", "não|você"],
  ["German", "[äöüß]"],
  ["Spanish", "[¿¡ñ]"],
  ["French", "[êèç]"],
  ["Arabic", "[ء-ي]"],
  ["Chinese", "您好"],
  ["Japanese", "[ぁ-ん]"],
  ["English", "\\mthe\\M"],
])("a customer writes in %s", async (_, pattern) => {
  const found = await column(`1 as value from message where content ~ '${pattern}' limit 1`);
  expect(found).toEqual([1]);
});

test("timelines contain failures with their reason, second attempts, stale receipts and late source ids", async () => {
  const kinds = await column<string>("distinct signal || ' ' || result as value from message_receipt");
  expect(kinds).toEqual(
    expect.arrayContaining(["failed applied", "retry applied", "sent stale", "read applied"]),
  );
  expect(
    await column("count(*) as value from message where status = 'failed' and external_error is null"),
  ).toEqual([0]);
  expect(await column("count(*) as value from parked_receipt")).toEqual([0]);
  expect(await column<number>("count(*) as value from message_attempt where number = 2")).not.toEqual([0]);
  expect(await column<string>("distinct sender_type as value from message")).toEqual(
    expect.arrayContaining(["contact", "user", "bot"]),
  );
});

test("labels and notes exist, and the administrator's own view is not empty", async () => {
  expect((await column("distinct unnest(labels) as value from conversation")).length).toBeGreaterThan(6);
  expect((await column("distinct colour as value from label")).length).toBeGreaterThan(6);
  expect((await column("short_code as value from canned_reply")).length).toBeGreaterThan(2);
  expect((await column<number>("count(*) as value from message where kind = 'note'"))[0]).toBeGreaterThan(20);
  const mine = "count(*) as value from conversation where assignee_id = 1 and status = 'open'";
  expect((await column<number>(mine))[0]).toBeGreaterThan(3);
});

test("companies have people and conversations, and attributes have definitions that their values fit", async () => {
  const people =
    "count(t.id) as value from company c left join contact t on t.company_id = c.id group by c.id";
  expect((await column<number>(people)).toSorted()).toEqual([1, 1, 2, 2]);
  expect(
    await column(
      "count(distinct t.company_id) as value from conversation c join contact t on t.id = c.contact_id",
    ),
  ).toEqual([4]);
  expect(await column("count(*) as value from macro")).toEqual([3]);
  const used = await column<string>(
    `distinct model || ' ' || key as value from (
       select 'contact' as model, custom_attributes from contact union all
       select 'conversation', custom_attributes from conversation) r, jsonb_object_keys(r.custom_attributes) as key`,
  );
  const defined = await column<string>("model || ' ' || key as value from attribute_definition");
  expect(used.toSorted()).toEqual(defined.toSorted());
  const numbers =
    "custom_attributes->>'order_number' as value from conversation where custom_attributes ? 'order_number'";
  const values = await column<string>(numbers);
  expect(values.length).toBeGreaterThan(10);
  expect(values.filter((value) => !/^CA-\d{5}$/.test(value))).toEqual([]);
});

test("agents see their own inboxes, whose settings have a history", async () => {
  const agents = await column<number>(
    "count(distinct inbox_id) as value from inbox_member group by user_id order by 1",
  );
  expect(agents).toHaveLength(7);
  expect(agents.at(-1)).toBe(2);
  expect(
    await column("count(distinct inbox_id) as value from setting_change where subject = 'policy'"),
  ).toEqual([3]);
});

test("the website's inbox is a widget, whose messages were taken out and whose visitors write themselves", async () => {
  expect(await column("channel as value from inbox order by id")).toEqual(["api", "widget", "api"]);
  expect(await column("count(*) as value from send where settled_at is null")).toEqual([0]);
  const ticks = await column<string>(
    `distinct m.status as value from message m join inbox i on i.id = m.inbox_id
      where i.channel = 'widget' and m.status is not null order by 1`,
  );
  expect(ticks).toEqual(["delivered", "read", "sent"]);
  const authors = `count(*) as value from event e join inbox i on i.id = e.inbox_id
    where i.channel = 'widget' and e.type = 'message.created' and e.body->'actor'->>'type' = 'contact'`;
  expect((await column<number>(authors))[0]).toBeGreaterThan(100);
});

test("the log is dense, in order per resource, and replays to the tables", async () => {
  const events = (await readLog(world.database, 1, { after: 0, limit: 100_000 })).map(toEvent);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  expect(reduceAll(emptySnapshot, events)).toEqual(await readSnapshot(world.database, [1]));
});

test("nothing happened before the account existed or after now, and every receipt is in its month's partition", async () => {
  const [account] = await column<Date>("created_at as value from account");
  const [first] = await column<Date>("min(occurred_at) as value from event");
  const [last] = await column<Date>("max(occurred_at) as value from event");
  expect(first).toEqual(account);
  expect(last?.getTime()).toBeLessThanOrEqual(world.clock.now.getTime());
  expect(await countUnplaced(world.database)).toBe(0);
});
