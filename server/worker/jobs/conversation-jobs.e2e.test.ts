import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { createAgentBot, linkAgentBot } from "@/server/dialects/chatwoot/commands/agent-bots";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withStatus } from "@/test/support/clients/receiver";
import { type ChatwootHooks, openChatwootHooks } from "@/test/support/scenes/chatwoot-hooks";
import { openUnanswered } from "./conversation-jobs";

let hooks: ChatwootHooks;
beforeAll(async () => {
  hooks = await openChatwootHooks();
});
afterAll(() => hooks.close());

const log = {
  error: (context: unknown) => {
    throw new Error(JSON.stringify(context));
  },
};
const openAll = () => {
  const { database, run, clock } = hooks.scene.world;
  return openUnanswered({ database, run, now: () => clock.now, log });
};

/** A pending conversation whose bot answers with this status. */
async function pending(status: number) {
  const stage = await hooks.scene.stage();
  const receiver = await hooks.scene.receiver();
  receiver.answer = withStatus(status);
  await hooks.scene.world.relay();
  const { result } = await stage.run(createAgentBot, { name: "Lia", url: receiver.url });
  await stage.run(linkAgentBot, { inboxId: stage.inbox.id, endpointId: result.endpoint.id });
  await stage.run(changeStatus, { ...hooks.place(stage), signal: "markPending" });
  return { stage, receiver };
}

const write = (stage: Stage) => stage.run(receiveMessage, { ...hooks.place(stage), content: "Anybody?" });
const stateOf = async (stage: Stage) => {
  const at = { conversationId: stage.conversation.id };
  return (await getConversation(hooks.scene.world.database, stage.admin, at)).conversation;
};

/** Waits until so many tries of the stage's message to the bot are stored. */
const tried = (stage: Stage, tries: number) =>
  hooks.scene.until(async () => {
    const [row] = await hooks.scene.world.database.query<{ tries: number }>(
      "select max(tries) as tries from delivery where account_id = $1 and type = 'message.created'",
      [stage.accountId],
    );
    return (row?.tries ?? 0) >= tries;
  });

test.each([500, 429])(
  "49 a bot that answers %i three times loses a pending conversation to the agents",
  async (status) => {
    const { stage } = await pending(status);
    await write(stage);
    await hooks.scene.pass();
    for (const tries of [1, 2]) {
      await tried(stage, tries);
      await openAll();
      expect((await stateOf(stage)).status).toBe("pending");
      await hooks.scene.pass(40_000);
    }
    await tried(stage, 3);
    await Promise.all([openAll(), openAll()]);
    expect(await stateOf(stage)).toMatchObject({ status: "open", cause: { rule: "handoff" } });
    await stage.run(changeStatus, { ...hooks.place(stage), signal: "markPending" });
    await openAll();
    expect((await stateOf(stage)).status).toBe("pending"); // an agent's decision after the failures
  },
);

test("49 a conversation that is not pending, and one whose bot accepts its messages, stay as they are", async () => {
  const open = await pending(500);
  await open.stage.run(changeStatus, { ...hooks.place(open.stage), signal: "reopen" });
  const accepted = await pending(204);
  for (const { stage } of [open, accepted]) await write(stage);
  await hooks.scene.pass();
  for (const tries of [1, 2, 3]) {
    await tried(open.stage, tries);
    await hooks.scene.pass(tries * 40_000);
  }
  await openAll();
  expect(await stateOf(open.stage)).toMatchObject({ status: "open", cause: { rule: "manual" } });
  expect((await stateOf(accepted.stage)).status).toBe("pending");
});

test("49 a bot that is called no more because it fails loses a conversation after a minute", async () => {
  const { stage } = await pending(500);
  await write(stage);
  await hooks.scene.pass();
  await tried(stage, 1);
  const { world } = hooks.scene;
  await hooks.scene.until(async () => {
    const paused = await world.database.query(
      "update endpoint_progress set open_until = $2 where account_id = $1 and failures > 0 returning endpoint_id",
      [stage.accountId, new Date(world.clock.now.getTime() + 600_000)],
    );
    return paused.length === 1;
  });
  await openAll();
  expect((await stateOf(stage)).status).toBe("pending");
  world.clock.now = new Date(world.clock.now.getTime() + 60_000);
  await openAll();
  expect((await stateOf(stage)).status).toBe("open");
});
