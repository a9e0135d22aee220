import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { countLockWaiters, untilBlocked } from "@/test/support/database/paused-commits";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  stage = await createStage(world);
});
afterAll(() => world.close());

const here = () => ({ conversation: { conversationId: stage.conversation.id } });
const divert = () =>
  ({ inboxId: stage.inbox.id, settings: { onMessageAfterResolve: "newConversation" } }) as const;

/**
 * Runs `first`, and begins `second`, which has to wait until it is committed, after `then`. Returns what `second` resolves with.
 */
async function inTurn<T>(
  first: (tx: Tx) => Promise<unknown>,
  second: () => Promise<T>,
  then: (tx: Tx) => Promise<unknown> = async () => {},
): Promise<T> {
  let begun: Promise<T> | undefined;
  const holding = async (tx: Tx) => {
    await first(tx);
    begun ??= second();
    await untilBlocked(world.database);
    await then(tx);
  };
  await world.run(holding, stage.admin, null);
  if (!begun) throw new Error("the second has not begun");
  return begun;
}

test("a change of an inbox waits for a reply that decides by its settings", async () => {
  const { result } = await inTurn(
    (tx) => sendMessage(tx, { ...here(), content: "Soon" }),
    () => world.run(changePolicy, stage.admin, divert()),
  );
  expect(result.policy.onMessageAfterResolve).toBe("newConversation");
});

test("a reply waits for a change of the inbox", async () => {
  const { result } = await inTurn(
    (tx) => changePolicy(tx, divert()),
    () => world.run(sendMessage, stage.admin, { ...here(), content: "Soon" }),
  );
  expect(result.message.content).toBe("Soon");
});

test("a customer's message waits for a change of the inbox, and is received as the new policy decides", async () => {
  await stage.run(changeStatus, { ...here(), signal: "resolve" });
  const { result } = await inTurn(
    (tx) => changePolicy(tx, divert()),
    () => world.run(receiveMessage, stage.admin, { ...here(), content: "And another order" }),
  );
  expect(result.conversation.id).not.toBe(stage.conversation.id);
});

test("a change of an inbox that waits for a new conversation does not stop the first reply in it", async () => {
  const changed = vi.fn(changePolicy);
  const replied = vi.fn((tx: Tx) => sendMessage(tx, { ...here(), content: "Soon" }));
  await inTurn(
    (tx) => shareInbox(tx, stage.inbox.id),
    () => world.run(changed, stage.admin, divert()),
    replied,
  );
  expect([changed, replied].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test("replies of one inbox neither wait for each other nor write to it", async () => {
  const written = () =>
    world.database.query("select xmin, xmax, ctid from inbox where id = $1", [stage.inbox.id]);
  const before = await written();
  await stage.run(receiveMessage, { ...here(), content: "Where is it?" });
  await stage.run(sendMessage, { ...here(), content: "On its way" });
  expect([await written(), await countLockWaiters(world.database)]).toEqual([before, 0]);
});
