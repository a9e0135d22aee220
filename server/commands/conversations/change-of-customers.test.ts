import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createChangeQueue } from "@/server/commands/conversations/_steps/change-queue";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import type { Change } from "./_steps/apply-change";
import { changeStatus } from "./change-status";
import { changeTogether, type Requested } from "./change-together";
import { createConversation } from "./create-conversation";

// Changes that name a customer by their id in a channel.

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  stage = await createStage(world);
});
afterAll(() => world.close());

test("customers' messages that are reported twice at once, by their ids in the channel, are stored once", async () => {
  const { id: inboxId } = stage.inbox;
  const caller = stage.admin;
  const run = createRun({ database: world.database, now: () => world.clock.now, onCommitted: () => {} });
  const queue = createChangeQueue(run);
  let together = 0;
  const receive = (customer: string, sourceId: string) => {
    const message = {
      content: `${customer} ${sourceId}`,
      sourceId,
      sentAt: new Date("2026-11-01T08:00:00Z"),
    };
    const to = { inboxId, sourceId: customer };
    return queue.change<unknown>(
      caller,
      { to, change: { kind: "receive", message } },
      {
        answer: () => (together += 1),
        alone: () => run(receiveFrom, caller, { inboxId, from: { sourceId: customer }, ...message }),
      },
    );
  };
  const customers = ["15550100", "15550101", "15550102", "15550103"];
  const idsOf = (customer: string) => ["1", "2", "3"].map((nth) => `wamid.${customer}.${nth}`);
  for (const nth of [0, 1, 2])
    await Promise.all(
      [...customers, ...customers].map((customer) => receive(customer, idsOf(customer)[nth] ?? "")),
    );
  const rows = await world.database.query<{ content: string }>(
    `select m.content from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.source_id = any($2) and m.sent_at = '2026-11-01T08:00:00Z'
      order by c.id, m.number`,
    [stage.accountId, customers.flatMap(idsOf)],
  );
  expect(rows.map(({ content }) => content).sort()).toEqual(
    customers.flatMap((customer) => idsOf(customer).map((id) => `${customer} ${id}`)),
  );
  expect(together).toBeGreaterThan(3);
});

test("a customer's message goes to their newest unresolved conversation; one that would reopen a resolved one is left", async () => {
  const { id: inboxId } = stage.inbox;
  const [customer, sourceId] = [{ inboxId, sourceId: "15550199" }, "15550199"];
  const first = (await stage.run(receiveFrom, { inboxId, from: { sourceId }, content: "First" })).result;
  const { contactId } = first.conversation;
  const begin = { inboxId, contactId, sourceId, startedBy: "agent" } as const;
  const second = (await stage.run(createConversation, begin)).result.conversation;
  const receive = async (messageId: string) => {
    const change: Change = { kind: "receive", message: { content: "Then", sourceId: messageId } };
    const all = [{ caller: stage.admin, to: customer, change }];
    return (await stage.run(changeTogether, { all })).result.map((one) => one?.conversation.id ?? null);
  };
  const resolve = (conversationId: number) =>
    stage.run(changeStatus, { conversation: { conversationId }, signal: "resolve" });
  expect(await receive("wamid.1")).toEqual([second.id]);
  await resolve(second.id);
  expect(await receive("wamid.2")).toEqual([first.conversation.id]);
  await resolve(first.conversation.id);
  expect(await receive("wamid.3")).toEqual([null]);
});

type Named = { sourceId: string; name?: string; email?: string; phone?: string };

/** Delivers first messages, those that wait together, and returns for which customers they were. */
async function deliver(customers: readonly Named[], content = "Hello"): Promise<string[]> {
  const { id: inboxId } = stage.inbox;
  const run = createRun({ database: world.database, now: () => world.clock.now, onCommitted: () => {} });
  const queue = createChangeQueue(run, { transactions: 1, takesOfKey: 1 });
  const together: string[] = [];
  const outcomes = await Promise.allSettled(
    customers.map(({ sourceId, ...called }) =>
      queue.change<unknown>(
        stage.admin,
        { to: { inboxId, sourceId, called }, change: { kind: "receive", message: { content } } },
        {
          answer: () => together.push(sourceId),
          alone: () => run(receiveFrom, stage.admin, { inboxId, from: { sourceId, ...called }, content }),
        },
      ),
    ),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") refused.push(outcome.reason);
  return together;
}
const refused: unknown[] = [];

/** What a customer has, with the fields that differ from run to run left out. */
const stored = (sourceIds: readonly string[]) =>
  world.database.query<{ sourceId: string; events: string[] }>(
    `select l.source_id as "sourceId", t.name, t.email, t.phone, c.status, c.cause, c.last_number as "lastNumber",
            c.version, c.contact_inbox_id = l.id as "isLinked",
            (select count(*)::int from message where account_id = $1 and conversation_id = c.id) as messages,
            (select count(*)::int from transition where account_id = $1 and conversation_id = c.id) as transitions,
            (select count(*)::int from policy_decision where account_id = $1 and conversation_id = c.id) as decisions,
            (select array_agg(o.type order by o.id) from outbox o
              where o.account_id = $1 and (o.conversation_id = c.id or o.resource_type = 'contact' and o.resource_id = t.id)) as events
       from contact_inbox l
       join contact t on t.account_id = l.account_id and t.id = l.contact_id
       left join conversation c on c.account_id = t.account_id and c.contact_id = t.id
      where l.account_id = $1 and l.source_id = any($2) order by l.source_id`,
    [stage.accountId, sourceIds],
  );

test("customers who write for the first time at once have what each has alone, by one transaction", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `1555020${String(i).padStart(2, "0")}`);
  const customers = names.map((sourceId, i) => ({
    sourceId,
    name: `Customer ${i}`,
    ...(i % 2 === 0 && { email: `c${i}@example.test`, phone: `+1555020${i}00` }),
  }));
  expect(await deliver(customers)).toEqual(names);
  expect(refused.splice(0)).toEqual([]);
  const first = { sourceId: "15550300", name: "Alone", email: "alone@example.test" };
  await stage.run(receiveFrom, { inboxId: stage.inbox.id, from: first, content: "Hello" });
  const [alone] = await stored([first.sourceId]);
  expect(alone?.events).toEqual(["contact.created", "conversation.created", "message.created"]);
  expect(await stored(names)).toEqual(
    customers.map((one) => ({ ...alone, email: null, phone: null, ...one })),
  );
});

test("a customer who writes twice at once is one contact, and two with one email are not", async () => {
  const customers: Named[] = [
    { sourceId: "twice", name: "Twice" },
    { sourceId: "twice", name: "Twice" },
    { sourceId: "email", email: "same@example.test" },
    { sourceId: "other", email: "Same@example.test" },
    { sourceId: "after", name: "After" },
  ];
  const together = await deliver(customers);
  expect(together).toEqual(["twice", "email", "after"]);
  expect(refused.splice(0).map((error) => isRefusal(error) && error.refusal)).toEqual(["contact.taken"]);
  const rows = await stored(["twice", "email", "other", "after"]);
  expect(rows.map(({ sourceId, ...row }) => [sourceId, Reflect.get(row, "messages")])).toEqual([
    ["after", 1],
    ["email", 1],
    ["twice", 2],
  ]);
});

test("a message that the inbox has by its id begins no conversation of another customer", async () => {
  const { id: inboxId } = stage.inbox;
  await stage.run(receiveFrom, {
    inboxId,
    from: { sourceId: "15550401" },
    content: "Hi",
    sourceId: "wamid.7",
  });
  const report = (sourceId: string, messageId: string) => ({
    caller: stage.admin,
    to: { inboxId, sourceId, called: {} },
    change: { kind: "receive", message: { content: "Hi", sourceId: messageId } } satisfies Change,
  });
  const all = [report("lid-1", "wamid.7"), report("lid-2", "wamid.8"), report("lid-3", "wamid.8")];
  const { result } = await stage.run(changeTogether, { all });
  expect(result.map((one) => one?.message?.sourceId ?? null)).toEqual([null, "wamid.8", null]);
});

test("a message that is reported in two conversations of a customer, or of two customers, at once is left but for the first", async () => {
  const { id: inboxId } = stage.inbox;
  const sourceId = "15550501";
  const begun = (await stage.run(receiveFrom, { inboxId, from: { sourceId }, content: "First" })).result;
  const begin = { inboxId, contactId: begun.conversation.contactId, sourceId, startedBy: "agent" } as const;
  const second = (await stage.run(createConversation, begin)).result.conversation;
  const change = { kind: "receive", message: { content: "Hi", sourceId: "wamid.9" } } satisfies Change;
  const at = (to: Requested["to"]): Requested => ({ caller: stage.admin, to, change });
  const all = [
    at({ displayId: begun.conversation.displayId }),
    at({ displayId: second.displayId }),
    at({ inboxId, sourceId: "lid-9", called: {} }),
  ];
  const { result } = await stage.run(changeTogether, { all });
  expect(result.map((one) => one?.conversation.id ?? null)).toEqual([begun.conversation.id, null, null]);
  const alone = { conversation: { conversationId: second.id }, ...change.message };
  expect((await stage.run(receiveMessage, alone)).result).toMatchObject({
    isRepeated: true,
    message: { id: result[0]?.message?.id },
  });
});
