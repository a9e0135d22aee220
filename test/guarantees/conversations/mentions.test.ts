import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { trashConversation } from "@/server/commands/conversations/trash";
import { updateMember } from "@/server/commands/members/members";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import type { Caller } from "@/server/contract/_shared/caller";
import { ownUnread } from "@/server/contract/conversation/own-unread";
import { listOwnConversations } from "@/server/queries/conversations/list-conversations";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import { all, conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const mention = (...callers: Caller[]) => {
  const mentionIds = callers.map(({ userId }) => userId ?? 0);
  return (stage: Stage) =>
    stage.run(addNote, { conversation: conversation(stage), content: "@Grace, please look", mentionIds });
};
const mentionsOf = async (caller: Caller, filter: ConversationFilter = {}) => {
  const { data } = await listOwnConversations(world.database, caller, {
    ...filter,
    mentioned: "me",
    limit: 50,
  });
  return data;
};
const idsOf = async (caller: Caller, filter?: ConversationFilter) =>
  (await mentionsOf(caller, filter)).map((row) => row.conversation.id);

test("a member's mentions are the conversations with a note that mentions them, of any status", async () => {
  const stage = await createStage(world);
  expect(await idsOf(stage.agent)).toEqual([]);
  const { events } = await mention(stage.agent)(stage);
  expect(events.map(({ type }) => type)).toEqual(["note.created"]);
  expect(events[0]?.data).toMatchObject({ conversation: { mentionedIds: [stage.agent.userId] } });
  await stage.run(changeStatus, { conversation: conversation(stage), signal: "resolve" });
  expect(await idsOf(stage.agent)).toEqual([stage.conversation.id]);
  expect(await idsOf(stage.agent, { status: "open" })).toEqual([]);
  expect(await idsOf(stage.admin)).toEqual([]);
});

test("a conversation with several mentions is listed once, with the member's own unread count", async () => {
  const stage = await createStage(world);
  await mention(stage.agent)(stage);
  await mention(stage.agent)(stage);
  await stage.run(receiveMessage, { conversation: conversation(stage), content: "Hello?" });
  const [row, ...others] = await mentionsOf(stage.agent);
  expect(others).toEqual([]);
  expect(row && ownUnread(row.conversation, row.seen ?? null, stage.agent.userId ?? 0)).toBe(1);
});

test("mentions in the trash are listed there only", async () => {
  const stage = await createStage(world);
  await all(mention(stage.agent), (s) => s.run(trashConversation, { conversation: conversation(s) }))(stage);
  expect(await idsOf(stage.agent)).toEqual([]);
  expect(await idsOf(stage.agent, { lifecycle: "trashed" })).toEqual([stage.conversation.id]);
});

test("mentions in an inbox that the member may not see any more are not listed", async () => {
  const stage = await createStage(world);
  await mention(stage.agent)(stage);
  await stage.run(moveConversation, {
    conversation: conversation(stage),
    inboxId: stage.hiddenInbox.id,
  });
  expect(await idsOf(stage.agent)).toEqual([]);
  const inboxIds = [stage.inbox.id, stage.hiddenInbox.id];
  await stage.run(updateMember, { userId: stage.agent.userId ?? 0, inboxIds });
  expect(await idsOf({ ...stage.agent, inboxIds })).toEqual([stage.conversation.id]);
});

test("a token of no member has no mentions", async () => {
  const stage = await createStage(world);
  await mention(stage.agent)(stage);
  const bot: Caller = { ...stage.admin, actor: { type: "bot", id: 1, name: "Bot" }, userId: null };
  expect(await idsOf(bot)).toEqual([]);
});
