import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { deleteMessage, restoreMessage } from "./edit-message";
import { addNote } from "./notes";
import { receiveMessage } from "./receive-message";
import { sendMessage } from "./send-message";
import { withdrawMessage } from "./undo-send";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });
const receive = async (s: Stage, content: string) =>
  (await s.run(receiveMessage, { ...here(s), content })).result.message;
const send = async (s: Stage, content: string, holdMs = 0) =>
  (await s.run(sendMessage, { ...here(s), content, holdMs })).result.message;

/** What a list shows of the conversation. */
async function row(s: Stage) {
  const { conversation } = await getConversation(world.database, s.admin, {
    conversationId: s.conversation.id,
  });
  const { lastMessage, waitingSince } = conversation;
  return { shown: lastMessage?.content, isDeleted: lastMessage?.isDeleted ?? false, waitingSince };
}

test("after the answer is deleted a list shows the customer's words, who wait again; restoring it ends that", async () => {
  const s = await createStage(world);
  const question = await receive(s, "Where is it?");
  await receive(s, "Hello?");
  const answer = await send(s, "On its way");
  expect(await row(s)).toEqual({ shown: "On its way", isDeleted: false, waitingSince: null });
  await s.run(deleteMessage, { messageId: answer.id });
  const waits = { shown: "Hello?", isDeleted: false, waitingSince: question.createdAt.toISOString() };
  expect(await row(s)).toEqual(waits);
  await s.run(restoreMessage, { messageId: answer.id });
  expect(await row(s)).toEqual({ shown: "On its way", isDeleted: false, waitingSince: null });
});

test("an unsent answer leaves the customer's words and their wait in the list", async () => {
  const s = await createStage(world);
  const question = await receive(s, "Where is it?");
  const answer = await send(s, "On its way", 60_000);
  await s.run(withdrawMessage, { messageId: answer.id });
  expect(await row(s)).toEqual({
    shown: "Where is it?",
    isDeleted: false,
    waitingSince: question.createdAt.toISOString(),
  });
});

test("deleting an older message or a note changes neither the list nor the wait", async () => {
  const s = await createStage(world);
  const note = (await s.run(addNote, { ...here(s), content: "A regular" })).result.message;
  const question = await receive(s, "Where is it?");
  const before = await row(s);
  expect(before.waitingSince).toBe(question.createdAt.toISOString());
  await s.run(deleteMessage, { messageId: note.id });
  await s.run(deleteMessage, { messageId: s.outgoing.id });
  expect((await row(s)).shown).toBe("Where is it?");
});

test("a customer does not wait for what an agent has resolved", async () => {
  const s = await createStage(world);
  await receive(s, "Where is it?");
  const answer = await send(s, "On its way");
  for (const signal of ["resolve", "reopen"] as const)
    await s.run(changeStatus, { ...here(s), signal, until: null });
  await s.run(deleteMessage, { messageId: answer.id });
  expect(await row(s)).toMatchObject({ shown: "Where is it?", waitingSince: null });
});

test("only where nothing is left a list shows that the message was deleted", async () => {
  const s = await createStage(world);
  await world.database.query(
    "update message set deleted_at = $2 where account_id = $1 and conversation_id = $3 and direction = 'in'",
    [s.accountId, world.clock.now, s.conversation.id],
  );
  await s.run(deleteMessage, { messageId: s.outgoing.id });
  expect(await row(s)).toMatchObject({ shown: "", isDeleted: true });
});
