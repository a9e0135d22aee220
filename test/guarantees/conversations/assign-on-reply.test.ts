import { afterAll, beforeAll, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { updateAccount } from "@/server/commands/members/account";
import { setReplyAssignment } from "@/server/commands/members/profile";
import { addNote } from "@/server/commands/messages/notes";
import { type SendMessage, sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import type { Caller } from "@/server/contract/_shared/caller";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const reply = (stage: Stage, caller: Caller, more: Partial<SendMessage> = {}) => {
  pass(world);
  return world.run(sendMessage, caller, { conversation: conversation(stage), content: "Soon", ...more });
};
const turnOn = (stage: Stage) => stage.run(updateAccount, { assignsOnReply: true });
const choose = (caller: Caller, choice: "account" | "always" | "never") =>
  world.run(setReplyAssignment, caller, { choice });
const current = async (stage: Stage) =>
  (await getConversation(world.database, stage.admin, { displayId: stage.conversation.displayId }))
    .conversation;

test("a reply assigns nobody by default", async () => {
  const stage = await createStage(world);
  const { events } = await reply(stage, stage.agent);
  expect(events.map(({ type }) => type)).toEqual(["message.created", "message.send_requested"]);
  expect(await current(stage)).toMatchObject({ assigneeId: null, assigneeCause: null });
});

test("a reply to an unassigned conversation assigns it to its writer, with an event and its cause", async () => {
  const stage = await createStage(world);
  await turnOn(stage);
  const { events, result } = await reply(stage, stage.agent, { resolve: true });
  expect(events.map(({ type, cause }) => [type, cause?.rule])).toEqual([
    ["message.created", undefined],
    ["message.send_requested", undefined],
    ["conversation.assigned", "replied"],
    ["conversation.status_changed", "manual"],
  ]);
  expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(1);
  const assigned = { assigneeId: stage.agent.userId, assigneeCause: { rule: "replied" } };
  expect(result.conversation).toMatchObject(assigned);
  expect(await current(stage)).toMatchObject(assigned);
});

test("the cause goes when somebody chooses the assignee", async () => {
  const stage = await createStage(world);
  await turnOn(stage);
  await reply(stage, stage.agent);
  await stage.run(assignConversation, { conversation: conversation(stage), assigneeId: stage.admin.userId });
  expect(await current(stage)).toMatchObject({ assigneeId: stage.admin.userId, assigneeCause: null });
});

test.each([
  ["always", false, true],
  ["never", true, false],
  ["account", true, true],
] as const)("a member's choice %s counts, with the account's default %s", async (choice, isOn, assigns) => {
  const stage = await createStage(world);
  if (isOn) await turnOn(stage);
  await choose(stage.agent, choice);
  await reply(stage, stage.agent);
  expect((await current(stage)).assigneeId).toBe(assigns ? stage.agent.userId : null);
});

test("an assigned conversation keeps its assignee, and of two replies at once one assigns", async () => {
  const stage = await createStage(world);
  await turnOn(stage);
  const replies = await Promise.all([reply(stage, stage.agent), reply(stage, stage.admin)]);
  const assignments = replies.flatMap(({ events }) =>
    events.filter(({ type }) => type === "conversation.assigned"),
  );
  expect(assignments).toHaveLength(1);
  const { assigneeId } = await current(stage);
  expect(assigneeId).toBe(assignments[0]?.actor.id);
  await reply(stage, assigneeId === stage.agent.userId ? stage.admin : stage.agent);
  expect((await current(stage)).assigneeId).toBe(assigneeId);
});

test.each<[string, (stage: Stage) => Promise<unknown>]>([
  [
    "a note",
    (stage) =>
      world.run(addNote, stage.agent, { conversation: conversation(stage), content: "Mine", mentionIds: [] }),
  ],
  [
    "a token's reply",
    (stage) =>
      reply(stage, {
        ...stage.agent,
        actor: { type: "token", id: stage.token.id, name: stage.token.name },
        tokenId: stage.token.id,
        via: "api",
      }),
  ],
  ["a bot's reply", (stage) => reply(stage, { ...stage.agent, actor: { type: "bot", id: 1, name: "Bot" } })],
  ["a message that was sent elsewhere", (stage) => reply(stage, stage.agent, { hasLeft: true })],
  ["a message that a provider has already", (stage) => reply(stage, stage.agent, { sourceId: "p-1" })],
])("%s assigns nobody", async (_, write) => {
  const stage = await createStage(world);
  await turnOn(stage);
  await choose(stage.agent, "always");
  await write(stage);
  expect((await current(stage)).assigneeId).toBeNull();
});

test("a reply that is withdrawn in its undo window takes the assignment back", async () => {
  const stage = await createStage(world);
  await turnOn(stage);
  const { result } = await reply(stage, stage.agent, { holdMs: 8_000 });
  expect((await current(stage)).assigneeId).toBe(stage.agent.userId);
  await world.run(withdrawMessage, stage.agent, { messageId: result.message.id });
  expect(await current(stage)).toMatchObject({ assigneeId: null, assigneeCause: null });
});

test("the same reply under its client id assigns once, and not again after it was unassigned", async () => {
  const stage = await createStage(world);
  await turnOn(stage);
  await reply(stage, stage.agent, { clientId: "c-1" });
  await stage.run(assignConversation, { conversation: conversation(stage), assigneeId: null });
  const { events } = await reply(stage, stage.agent, { clientId: "c-1" });
  expect(events).toEqual([]);
  expect((await current(stage)).assigneeId).toBeNull();
});

test("an inbox that posts assignments names who took the conversation by replying", async () => {
  const stage = await createStage(world);
  await turnOn(stage);
  await stage.run(updateInbox, { inboxId: stage.inbox.id, postedNotices: ["assigned"] });
  const { events } = await reply(stage, stage.agent);
  expect(events.map(({ type }) => type)).toEqual([
    "message.created",
    "message.send_requested",
    "conversation.assigned",
    "message.created",
  ]);
  expect(events.at(-1)?.data).toMatchObject({ system: { parameters: { assignee: stage.agent.actor.name } } });
});
