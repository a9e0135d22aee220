import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createChangeQueue } from "@/server/commands/conversations/_steps/change-queue";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { Database } from "@/server/store/_postgres/db";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { holdConversations } from "@/test/support/database/paused-commits";
import { createWorld, type World } from "@/test/support/scenes/world";
import type { Change } from "./_steps/apply-change";
import { assignConversation } from "./assign";
import { type Changed, changeTogether, type Requested } from "./change-together";
import { createConversation } from "./create-conversation";

let world: World;
let stage: Stage;
let others: number[];
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  stage = await createStage(world);
  others = [];
  for (let i = 0; i < 3; i++) {
    const input = { inboxId: stage.inbox.id, contactId: stage.contact.id, startedBy: "agent" } as const;
    others.push((await stage.run(createConversation, input)).result.conversation.displayId);
  }
});
afterAll(() => world.close());

/** What a token of this member may do. */
const tokenOf = (member: Caller): Caller => ({
  ...member,
  actor: { type: "token", id: member.userId, name: "CRM" },
  via: "api",
});
const send = (content: string): Change => ({ kind: "send", message: { content } });
const at = (displayId: number, change: Change): Requested => ({
  caller: tokenOf(stage.admin),
  to: { displayId },
  change,
});

/** A queue, how many transactions it has run, and how often a change ran on its own. */
function openQueue(database: Database = world.database) {
  const counted = { transactions: 0, alone: 0 };
  const run = createRun({
    database: {
      ...database,
      transaction: (work, account) => {
        counted.transactions += 1;
        return database.transaction(work, account);
      },
    },
    now: () => world.clock.now,
    onCommitted: () => {},
  });
  const queue = createChangeQueue(run, { transactions: 1, takesOfKey: 1 });
  const change = (requested: Requested): Promise<Changed> =>
    queue.change(requested.caller, requested, {
      answer: (changed) => changed,
      alone: async () => {
        counted.alone += 1;
        const [changed] = (await run(changeTogether, requested.caller, { all: [requested] })).result;
        if (!changed) throw new Error("not changed alone");
        return changed;
      },
    });
  return { change, counted };
}

const textsOf = async () =>
  (
    await world.database.query<{ content: string }>(
      "select content from message where account_id = $1 and kind = 'message' and direction = 'out' order by id",
      [stage.accountId],
    )
  ).map(({ content }) => content);

test("a change alone is made at once, and those that wait for it share one transaction", async () => {
  const { change, counted } = openQueue();
  const first = change(at(stage.conversation.displayId, send("First")));
  await new Promise(setImmediate);
  const waiting = others.map((displayId, i) => change(at(displayId, send(`Then ${i}`))));
  const changed = await Promise.all([first, ...waiting]);
  expect(changed.map(({ message }) => message?.content)).toEqual(["First", "Then 0", "Then 1", "Then 2"]);
  expect(changed.map(({ conversation }) => conversation.displayId)).toEqual([
    stage.conversation.displayId,
    ...others,
  ]);
  expect(counted).toEqual({ transactions: 2, alone: 1 });
});

test("each change of a transaction has its own caller and operation in its events", async () => {
  const [agent, admin] = [tokenOf(stage.agent), tokenOf(stage.admin)];
  const [one = 0, two = 0] = others;
  const all: Requested[] = [
    {
      caller: agent,
      operationId: "01999999-0000-7000-8000-000000000001",
      to: { displayId: one },
      change: send("A"),
    },
    {
      caller: admin,
      operationId: "01999999-0000-7000-8000-000000000002",
      to: { displayId: two },
      change: { kind: "status", signal: "resolve" },
    },
  ];
  const { events } = await stage.run(changeTogether, { all });
  const recorded = events.map(({ type, operationId, actor }) => [type, operationId.at(-1), actor.id]);
  expect(recorded).toEqual([
    ["message.created", "1", agent.actor.id],
    ["message.send_requested", "1", agent.actor.id],
    ["conversation.status_changed", "2", admin.actor.id],
  ]);
  const rows = await world.database.query(
    `select t.operation_id::text as t, c.operation_id::text as c, m.sender_id as "senderId"
       from transition t join conversation_change c on c.conversation_id = t.conversation_id and c.facet = 'status'
       join message m on m.conversation_id = t.conversation_id and m.kind = 'activity'
      where t.account_id = $1 and t.to_status = 'resolved'`,
    [stage.accountId],
  );
  const operationId = "01999999-0000-7000-8000-000000000002";
  expect(rows).toEqual([{ t: operationId, c: operationId, senderId: admin.actor.id }]);
});

test("a change that is refused or of a conversation that somebody holds touches no other one", async () => {
  const [one = 0, two = 0, three = 0] = others;
  const [third] = await world.database.query<{ id: number }>(
    "select id from conversation where account_id = $1 and display_id = $2",
    [stage.accountId, three],
  );
  const release = await holdConversations(world.database, [third?.id ?? 0]);
  const all = [
    at(one, send("Kept")),
    at(two, { kind: "status", signal: "wake" }),
    at(two, send("Too late")),
    at(three, send("Busy")),
    at(999_999, send("Nowhere")),
    { ...at(stage.conversation.displayId, send("Hidden")), caller: tokenOf(stage.outsider) },
  ];
  try {
    const { result } = await stage.run(changeTogether, { all });
    expect(result.map((changed) => changed?.message?.content ?? null)).toEqual([
      "Kept",
      ...[null, null, null, null, null],
    ]);
  } finally {
    await release();
  }
  expect((await textsOf()).filter((text) => text !== stage.outgoing.content)).toEqual(["Kept"]);
});

test("changes whose transaction fails run alone, and one that fails then fails alone", async () => {
  let failures = 0;
  const database: Database = {
    ...world.database,
    transaction: (work, account) =>
      world.database.transaction(
        (db) =>
          work({
            ...db,
            query: (sql, values) => {
              const isBad = JSON.stringify(values ?? []).includes("Broken");
              if (isBad) failures += 1;
              return isBad ? db.query("select 1 / 0") : db.query(sql, values);
            },
          }),
        account,
      ),
  };
  const { change, counted } = openQueue(database);
  const [one = 0, two = 0] = others;
  const blocker = change(at(stage.conversation.displayId, send("First")));
  await new Promise(setImmediate);
  const outcomes = await Promise.allSettled([
    blocker,
    change(at(one, send("Broken"))),
    change(at(two, send("Whole"))),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect([failures > 1, counted.alone]).toEqual([true, 3]);
  expect((await textsOf()).filter((text) => text !== stage.outgoing.content)).toEqual(["First", "Whole"]);
});

test("the token of a read-only caller changes nothing", async () => {
  const { change } = openQueue();
  const caller = { ...tokenOf(stage.admin), isReadOnly: true };
  const refused = await change({ ...at(others[0] ?? 0, send("No")), caller }).catch(
    (error: unknown) => error,
  );
  expect(isRefusal(refused) && refused.refusal).toBe("token.read_only");
});

test("a note and an assignment are the same together with others as alone", async () => {
  const caller = tokenOf(stage.admin);
  for (const displayId of others)
    for (const content of ["Where is it?", "Please"])
      await stage.run(receiveMessage, { conversation: { displayId }, content });
  const [alone = 0, assigned = 0, noted = 0] = others;
  const assigneeId = stage.agent.userId;
  const note = { content: "Lost in the mail", clientId: "note-1" };
  const conversation = { displayId: alone };
  const single = [
    (await world.run(assignConversation, caller, { conversation, assigneeId })).events,
    (await world.run(addNote, caller, { conversation, ...note })).events,
  ].flat();
  const all = [
    at(assigned, { kind: "assign", assigneeId }),
    at(noted, { kind: "note", message: note }),
    at(stage.conversation.displayId, { kind: "assign", assigneeId: stage.outsider.userId }),
  ];
  const { result, events } = await stage.run(changeTogether, { all });
  expect(result.map((changed) => changed?.conversation.displayId)).toEqual([assigned, noted, undefined]);
  expect(result[0]?.conversation).toMatchObject({ assigneeId, unreadCount: 2 });
  expect(result[1]?.message).toMatchObject({
    kind: "note",
    direction: null,
    content: note.content,
    status: null,
  });

  const shapeOf = ({ type, actor, changes, data }: (typeof events)[number]) => [
    type,
    actor,
    Object.keys(changes ?? {}),
    Object.keys(data).sort(),
  ];
  expect(events.map(shapeOf)).toEqual(single.map(shapeOf));
  const noticed = await world.database.query<{ displayId: number; kind: string }>(
    `select c.display_id as "displayId", n.kind from notification n
       join conversation c on c.account_id = n.account_id and c.id = n.conversation_id
      where n.account_id = $1 and n.user_id = $2 and n.kind = 'assigned' order by 1`,
    [stage.accountId, assigneeId],
  );
  expect(noticed.map(({ displayId }) => displayId)).toEqual([alone, assigned]);
  const again = await stage.run(changeTogether, { all: [at(noted, { kind: "note", message: note })] });
  expect(again.result).toEqual([null]); // it is repeated, and answered alone
});
