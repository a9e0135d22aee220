import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { withPolicy } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { receiveFrom } from "./receive-from";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const write = (stage: Stage, content: string) => ({
  inboxId: stage.inbox.id,
  from: { sourceId: "wa:49170", name: "Amal" },
  content,
});
const resolve = (stage: Stage, conversationId: number) =>
  stage.run(changeStatus, { conversation: { conversationId }, signal: "resolve", until: null });

test("the first message creates contact and conversation, the second finds them", async () => {
  const stage = await createStage(world);
  const first = await stage.run(receiveFrom, write(stage, "Hello"));
  expect(first.events.map((event) => event.type)).toEqual([
    "contact.created",
    "conversation.created",
    "message.created",
  ]);
  const second = await stage.run(receiveFrom, write(stage, "Are you there?"));
  expect(second.result.conversation.id).toBe(first.result.conversation.id);
  expect(second.result.message).toMatchObject({ number: 2, direction: "in", senderName: "Amal" });
});

test("a message goes to the newest unresolved conversation, else the policy decides about the newest", async () => {
  const stage = await createStage(world);
  await withPolicy({ onMessageAfterResolve: "newConversation" })(stage);
  const { result: one } = await stage.run(receiveFrom, write(stage, "One"));
  await resolve(stage, one.conversation.id);
  const { result: two } = await stage.run(receiveFrom, write(stage, "Two"));
  expect(two.conversation.id).not.toBe(one.conversation.id);
  await resolve(stage, two.conversation.id);
  await stage.run(changeStatus, {
    conversation: { conversationId: one.conversation.id },
    signal: "reopen",
    until: null,
  });
  const { result: three } = await stage.run(receiveFrom, write(stage, "Three"));
  expect(three.conversation.id).toBe(one.conversation.id);
});

test("two concurrent first messages create one contact with one conversation", async () => {
  const stage = await createStage(world);
  const results = await Promise.all([
    world.run(receiveFrom, stage.admin, write(stage, "Hello")),
    world.run(receiveFrom, stage.admin, write(stage, "Hello?")),
  ]);
  expect(new Set(results.map(({ result }) => result.conversation.id)).size).toBe(1);
  expect(results.map(({ result }) => result.message.number).sort()).toEqual([1, 2]);
});
