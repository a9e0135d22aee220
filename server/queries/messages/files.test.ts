import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { addMember } from "@/test/support/clients/screens";
import { addFile } from "@/test/support/scenes/files";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { listFiles } from "./files";

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

async function begin() {
  const { conversation, inbox } = await createScene(world, tenant);
  const ref = { conversationId: conversation.id };
  const { admin } = tenant;
  const write = async (names: string[], command: typeof addNote | typeof receiveMessage = receiveMessage) => {
    const fileIds: number[] = [];
    for (const name of names) fileIds.push((await addFile(world, admin, name)).id);
    const message = { conversation: ref, content: "Here", ...(fileIds.length > 0 && { fileIds }) };
    return (await world.run(command, admin, message)).result.message;
  };
  const list = (cursor: string | null = null, limit = 50) =>
    listFiles(world.database, admin, { conversation: ref, cursor, limit });
  return { ref, inbox, write, list };
}

const namesOf = ({ data }: Awaited<ReturnType<typeof listFiles>>) =>
  data.map(({ attachments }) => attachments.map(({ name }) => name));

test("messages and notes with files are listed newest first, page by page, without the others", async () => {
  const { write, list } = await begin();
  await write(["a.png", "b.png"]);
  await write([]);
  await write(["c.png"], addNote);
  await write(["d.png"]);
  expect(namesOf(await list())).toEqual([["d.png"], ["c.png"], ["a.png", "b.png"]]);
  const first = await list(null, 2);
  expect(namesOf(first)).toEqual([["d.png"], ["c.png"]]);
  const rest = await list(first.nextCursor, 2);
  expect(namesOf(rest)).toEqual([["a.png", "b.png"]]);
  expect(rest.nextCursor).toBeNull();
});

test("a deleted note's files are not listed", async () => {
  const { write, list } = await begin();
  const { id: messageId } = await write(["a.png"], addNote);
  await world.run(deleteMessage, tenant.admin, { messageId });
  expect(namesOf(await list())).toEqual([]);
});

test("the files of a conversation are refused to those who may not see it, and a bad cursor is refused", async () => {
  const { ref, write, list } = await begin();
  await write(["a.png"]);
  const outsider = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  await expect(listFiles(world.database, outsider, { conversation: ref, limit: 1 })).rejects.toMatchObject({
    refusal: "conversation.not_found",
  });
  expect(() => list("not a cursor")).toThrow("cursor.invalid");
});
