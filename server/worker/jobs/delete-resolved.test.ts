import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { countDueConversations } from "@/server/queries/inboxes/count-due-conversations";
import { readLog } from "@/server/store/events/log/event-log";
import { listAccountsWithDue } from "@/server/store/retention/inbox-retention";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { deleteResolved } from "./delete-resolved";
import { purgeDue } from "./retention-jobs";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const DAY_MS = 24 * 3_600_000;
const context = () => ({
  database: world.database,
  run: world.run,
  now: () => world.clock.now,
  log: {
    error: (fault: object) => {
      throw new Error(JSON.stringify(fault));
    },
  },
});

const signal = ({ run, conversation }: Stage, name: "resolve" | "reopen") =>
  run(changeStatus, { conversation: { conversationId: conversation.id }, signal: name });
const keepFor = ({ run, inbox }: Stage, days: number) =>
  run(updateInbox, { inboxId: inbox.id, deleteResolvedAfterDays: days });

async function purgedIds({ accountId }: Stage): Promise<number[]> {
  await world.relay();
  const rows = await readLog(world.database, accountId, { after: 0, limit: 5000 });
  return rows.filter(({ type }) => type === "conversation.purged").map(({ body }) => body.resource.id);
}

async function createResolved(days: number): Promise<Stage> {
  const stage = await createStage(world);
  await signal(stage, "resolve");
  if (days > 0) await keepFor(stage, days);
  return stage;
}

/** Another resolved conversation of the contact. */
async function addResolved({ run, inbox, contact }: Stage): Promise<void> {
  const { result } = await run(createConversation, {
    inboxId: inbox.id,
    contactId: contact.id,
    startedBy: "agent",
  });
  await run(changeStatus, { conversation: { conversationId: result.conversation.id }, signal: "resolve" });
}

test("a resolved conversation is deleted after its inbox's days, not before, and never by default", async () => {
  const stage = await createResolved(7);
  const keeping = await createResolved(0);
  pass(world, 6 * DAY_MS);
  await deleteResolved(context());
  await purgeDue(context());
  expect(await purgedIds(stage)).toEqual([]);

  pass(world, DAY_MS);
  await Promise.all([deleteResolved(context()), deleteResolved(context())]);
  await purgeDue(context());
  expect(await purgedIds(stage)).toEqual([stage.conversation.id]);
  expect(await purgedIds(keeping)).toEqual([]);
});

test("a conversation that is reopened, or whose inbox keeps it again, after the deletion began is kept", async () => {
  const reopened = await createResolved(7);
  const kept = await createResolved(7);
  pass(world, 8 * DAY_MS);
  await deleteResolved(context());
  await signal(reopened, "reopen");
  await keepFor(kept, 0);
  await purgeDue(context());
  expect([await purgedIds(reopened), await purgedIds(kept)]).toEqual([[], []]);
});

test("administrators are told how many conversations are due, none of an inbox on legal hold", async () => {
  const stage = await createResolved(0);
  pass(world, 8 * DAY_MS);
  const countOf = (days: number) =>
    countDueConversations(world.database, stage.admin, {
      inboxId: stage.inbox.id,
      deleteResolvedAfterDays: days,
      now: world.clock.now,
    });
  expect(await countOf(7)).toEqual({ count: 1, isMore: false });
  expect(await countOf(9)).toEqual({ count: 0, isMore: false });
  await stage.run(updateInbox, { inboxId: stage.inbox.id, legalHold: true });
  expect(await countOf(7)).toEqual({ count: 0, isMore: false });
});

test("the account whose last deletion began the longest ago is served first", async () => {
  const stages = [await createResolved(1), await createResolved(1)];
  const [first, second] = stages.map(({ accountId }) => accountId);
  pass(world, 2 * DAY_MS);
  const now = world.clock.now;
  const due = await listAccountsWithDue(world.database, { now, limit: 100 });
  expect(due.filter((id) => id === first || id === second)).toEqual([first, second]);
  await deleteResolved(context());
  await purgeDue(context());
  for (const stage of stages) await addResolved(stage);
  pass(world, 2 * DAY_MS);
  await world.database.query(
    "update deletion set created_at = created_at + interval '1 hour' where account_id = $1",
    [first],
  );
  const next = await listAccountsWithDue(world.database, { now: world.clock.now, limit: 100 });
  expect(next.filter((id) => id === first || id === second)).toEqual([second, first]);
});
