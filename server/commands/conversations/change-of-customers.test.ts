import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createChangeQueue } from "@/server/commands/conversations/_steps/change-queue";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { changeStatus } from "./change-status";
import { type Change, changeTogether } from "./change-together";
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
  const ids = ["wamid.1", "wamid.2", "wamid.3"];
  for (const id of ids)
    await Promise.all([...customers, ...customers].map((customer) => receive(customer, id)));
  const rows = await world.database.query<{ content: string }>(
    `select m.content from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.source_id = any($2) and m.sent_at = '2026-11-01T08:00:00Z'
      order by c.id, m.number`,
    [stage.accountId, ids],
  );
  expect(rows.map(({ content }) => content).sort()).toEqual(
    customers.flatMap((customer) => ids.map((id) => `${customer} ${id}`)),
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
