import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { cancelBulk, resumeBulk, startBulk } from "@/server/commands/bulk/bulk-operations";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { acknowledgeDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { findInTrash, getDeletion } from "@/server/queries/conversations/deletions";
import { listDueDeletions } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { prepare, textOfLog } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let s: Stage;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** This many conversations, in the trash. */
async function trashed(count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let i = 0; i < count; i++) {
    const input = { inboxId: s.inbox.id, contactId: s.contact.id, startedBy: "other" } as const;
    const { id } = (await s.run(createConversation, input)).result.conversation;
    await s.run(trashConversation, { conversation: { conversationId: id } });
    ids.push(id);
  }
  return ids;
}

async function start(ids: readonly number[]) {
  const { token } = await prepare(s, { ids });
  const change = { action: "purge", params: {} } as const;
  const target = { token: token ?? "" };
  return (await s.run(startBulk, { change, target, mode: "best_effort", timeoutS: 600 })).result;
}

test("a query of the trash finds all its conversations and no others", async () => {
  s = await createStage(world);
  const ids = await trashed(2);
  const find = (inboxId: number) => findInTrash(world.database, s.admin, { inboxId });
  expect(await find(s.inbox.id)).toEqual({ ids: ids.toReversed(), hasMore: false });
  expect(await find(s.hiddenInbox.id)).toEqual({ ids: [], hasMore: false });
});

const getDeletionOf = (tx: Tx, { operationId }: { operationId: string }) =>
  getDeletion(tx, s.admin, { operationId });
const advance = (bulkId: number) => {
  pass(world);
  return world.run(advanceBulk, systemCaller(s.accountId), { bulkId });
};
const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

test("a prepared purge runs in turns that report progress; a conversation restored meanwhile stays", async () => {
  s = await createStage(world);
  const [first = 0, ...others] = await trashed(25);
  const bulk = await start([first, ...others]);
  expect(bulk.total).toBe(25);
  await s.run(restoreConversation, { conversation: { conversationId: first } });
  const due = await listDueDeletions(world.database, { now: world.clock.now, limit: 100 });
  expect(due.filter(({ accountId }) => accountId === s.accountId)).toEqual([]);

  const one = await advance(bulk.id);
  expect(typesOf(one.events).filter((type) => type === "conversation.purged")).toHaveLength(19);
  expect(typesOf(one.events).at(-1)).toBe("bulk.progress");
  const two = await advance(bulk.id);
  expect(typesOf(two.events).slice(-2)).toEqual(["bulk.completed", "operation.failed"]);
  const [ended] = two.events.filter(({ resource }) => resource.type === "bulk_operation");
  expect(ended?.data).toMatchObject({
    state: "completed_with_errors",
    succeeded: 24,
    failures: { "conversation.not_trashed": 1 },
  });
  const tombstones = await world.database.query(
    "select 1 from tombstone where account_id = $1 and operation_id = $2",
    [s.accountId, bulk.operationId],
  );
  expect(tombstones).toHaveLength(24);
});

test("the deletion has the bulk operation's deadline, also after a resume", async () => {
  s = await createStage(world);
  const bulk = await start(await trashed(1));
  const untilWhen = async () => (await s.run(getDeletionOf, bulk)).result.deadlineAt;
  expect(await untilWhen()).toBe(bulk.deadlineAt);
  await s.run(cancelBulk, { bulkId: bulk.id });
  pass(world, 5_000);
  const { deadlineAt } = (await s.run(resumeBulk, { bulkId: bulk.id })).result;
  expect(deadlineAt > bulk.deadlineAt).toBe(true);
  expect(await untilWhen()).toBe(deadlineAt);
});

test("a consumer confirms that it deleted its copies by the bulk operation's id", async () => {
  s = await createStage(world);
  const bulk = await start(await trashed(1));
  const { events } = await advance(bulk.id);
  const succeeded = events.find(({ type }) => type === "operation.succeeded");
  expect(succeeded?.data).toMatchObject({ kind: "deletion", operationId: bulk.operationId });
  const { result } = await s.run(acknowledgeDeletion, { operationId: bulk.operationId });
  expect(result).toMatchObject({ state: "succeeded", total: 1, purged: 1 });
});

test("a cancelled purge may be resumed, and the log does not contain its token", async () => {
  s = await createStage(world);
  const bulk = await start(await trashed(21));
  await advance(bulk.id);
  await s.run(cancelBulk, { bulkId: bulk.id });
  await s.run(resumeBulk, { bulkId: bulk.id });
  const { events } = await advance(bulk.id);
  expect(typesOf(events)).toEqual(["conversation.purged", "bulk.completed", "operation.succeeded"]);
  expect((await textOfLog(s)).text).not.toContain("del_");
});

test("a consumer that confirmed before a resume must confirm again after it", async () => {
  s = await createStage(world);
  const url = "https://hooks.example.test/in";
  const { endpoint } = (await s.run(createEndpoint, { url, types: ["conversation.purged"] })).result;
  const bulk = await start(await trashed(21));
  await advance(bulk.id);
  await s.run(cancelBulk, { bulkId: bulk.id });
  const ack = { operationId: bulk.operationId, endpointId: endpoint.id };
  expect((await s.run(acknowledgeDeletion, ack)).result).toMatchObject({ purged: 20, missing: [] });
  await s.run(resumeBulk, { bulkId: bulk.id });
  await advance(bulk.id);

  const byHand = await s.run(acknowledgeDeletion, { operationId: bulk.operationId });
  expect(byHand.result).toMatchObject({ purged: 21, acks: [{ endpointId: null }] });
  expect(byHand.result.missing).toEqual([{ endpointId: endpoint.id, url }]);
  expect((await s.run(acknowledgeDeletion, ack)).result.missing).toEqual([]);
});
