import { afterAll, beforeAll, expect, test } from "vitest";
import { assignConversation, changeParticipants } from "@/server/commands/conversations/assign";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import type { Caller } from "@/server/contract/_shared/caller";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });
const idOf = (caller: Caller): number => caller.userId ?? 0;
const give = (s: Stage, to: Caller | null) =>
  s.run(assignConversation, { ...here(s), assigneeId: to?.userId ?? null });
const receive = (s: Stage) => s.run(receiveMessage, { ...here(s), content: "Hello?" });
const remove = (s: Stage, who: Caller) => s.run(changeParticipants, { ...here(s), remove: [idOf(who)] });
const followersOf = async (s: Stage) => {
  const { conversation } = await getConversation(world.database, s.admin, {
    conversationId: s.conversation.id,
  });
  return conversation.participants.map(({ userId, because }) => [userId, because]);
};
const kindsOf = async (caller: Caller) =>
  (await listNotifications(world.database, caller, { limit: 50 })).data.map(({ kind }) => kind);

test("a member who replies, notes, is mentioned or is assigned follows the conversation, recorded in that event", async () => {
  const s = await createStage(world);
  await remove(s, s.admin); // the one who created it
  const replied = await world.run(sendMessage, s.agent, { ...here(s), content: "One moment." });
  expect(replied.events.map(({ type }) => type)).toEqual(["message.created", "message.send_requested"]);
  expect(await followersOf(s)).toEqual([[idOf(s.agent), "replied"]]);

  const content = `@${s.agent.actor.name}`;
  await s.run(addNote, { ...here(s), content, mentionIds: [idOf(s.agent)] });
  expect(await followersOf(s)).toEqual([
    [idOf(s.agent), "replied"],
    [idOf(s.admin), "noted"],
  ]);
});

test("an assignment that is undone leaves no follower behind", async () => {
  const s = await createStage(world);
  const before = await followersOf(s);
  const { operationId, events } = await give(s, s.agent);
  expect(events.map(({ type }) => type)).toEqual(["conversation.assigned"]);
  expect(await followersOf(s)).toEqual([...before, [idOf(s.agent), "assigned"]]);
  await s.run(undoChanges, { ...here(s), operationId });
  expect(await followersOf(s)).toEqual(before);
});

test("followers are notified of the customer's messages, the assignee once, and nobody of spam", async () => {
  const s = await createStage(world);
  await give(s, s.admin);
  await s.run(changeParticipants, { ...here(s), add: [idOf(s.agent), idOf(s.admin)] });
  await receive(s);
  expect(await kindsOf(s.agent)).toEqual(["message"]);
  expect(await kindsOf(s.admin)).toEqual(["message"]);
  await s.run(labelConversation, { ...here(s), add: ["spam"] });
  await receive(s);
  expect(await kindsOf(s.agent)).toEqual(["message"]);
});

test("a member who stops following gets no further notifications, and loses the unread ones", async () => {
  const s = await createStage(world);
  await s.run(changeParticipants, { ...here(s), add: [idOf(s.agent)] });
  await receive(s);
  await give(s, s.admin);
  expect(await kindsOf(s.agent)).toEqual(["message"]);
  await remove(s, s.agent);
  expect(await kindsOf(s.agent)).toEqual([]);
  await receive(s);
  expect(await kindsOf(s.agent)).toEqual([]);
});
