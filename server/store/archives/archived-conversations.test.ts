import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { forwardAsNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { createStage } from "@/test/guarantees/laws/stage";
import { advance, archiveIdOf, archiveIt, confirm } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("erasing a contact deletes an archive of others with a copy of their message, and no other archive", async () => {
  const stage = await createStage(world);
  const other = await createStage(world);
  const { contact } = (await stage.run(createContact, { name: "Ming" })).result;
  const begun = { inboxId: stage.inbox.id, contactId: contact.id, startedBy: "other" } as const;
  const { conversation } = (await stage.run(createConversation, begun)).result;
  const place = { conversationId: conversation.id };
  const { message } = (await stage.run(receiveMessage, { conversation: place, content: "My address" }))
    .result;
  const to = { conversationId: stage.conversation.id };
  await stage.run(forwardAsNote, { messageId: message.id, to });
  await archiveIt(stage);
  await archiveIt(other);
  expect(await archiveIdOf(stage)).toBeGreaterThan(0);
  const { id } = await confirm(stage, { contactId: contact.id });
  await advance(stage, id);
  expect(await archiveIdOf(stage)).toBe(0);
  expect(await archiveIdOf(other)).toBeGreaterThan(0);
});
