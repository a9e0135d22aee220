import { afterAll, beforeAll, expect, test } from "vitest";
import { trashConversation } from "@/server/commands/conversations/trash";
import { deleteMessage, restoreMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { addFile } from "@/test/support/scenes/files";
import { attachmentsOf } from "@/test/support/scenes/stored-files";
import { createWorld, type World } from "@/test/support/scenes/world";
import { renewAttachments } from "./files";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

/** A note with a file, of which the worker has learned more since. */
async function noteWithFile() {
  const { id: fileId } = await addFile(world, stage.admin);
  const conversation = { conversationId: stage.conversation.id };
  const { result } = await stage.run(addNote, { conversation, content: "See", fileIds: [fileId] });
  await world.database.query("update file set width = 800, height = 600 where id = $1", [fileId]);
  return { fileId, messageId: result.message.id, shown: () => attachmentsOf(world, result.message.id) };
}

test("a message that was deleted meanwhile shows what is known of its file when it is restored", async () => {
  const { fileId, messageId, shown } = await noteWithFile();
  await stage.run(deleteMessage, { messageId });
  expect((await stage.run(renewAttachments, { fileId })).result).toEqual([]);
  expect(await shown()).toEqual([]);
  await stage.run(restoreMessage, { messageId });
  expect(await shown()).toMatchObject([{ id: fileId, width: 800 }]);
});

test("a message in the trash shows it: it may be restored", async () => {
  const { fileId, shown } = await noteWithFile();
  await stage.run(trashConversation, { conversation: { conversationId: stage.conversation.id } });
  await stage.run(renewAttachments, { fileId });
  expect(await shown()).toMatchObject([{ width: 800 }]);
});
