import { afterAll, beforeAll, expect, test } from "vitest";
import { updateContact } from "@/server/commands/contacts/save-contact";
import type { Caller } from "@/server/contract/_shared/caller";
import { createStage } from "@/test/guarantees/laws/stage";
import { archiveIt } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";
import { type ArchiveQuery, archiveFilterOf, getArchive, listArchives } from "./archives";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const list = async (caller: Caller, query: Partial<ArchiveQuery> = {}) =>
  listArchives(world.database, caller, { limit: 10, ...query });

test("archives are found by number and by part of the contact's name", async () => {
  const stage = await createStage(world);
  await archiveIt(stage);
  const count = async (query: Partial<ArchiveQuery>) => (await list(stage.admin, query)).data.length;
  const { displayId } = stage.conversation;
  expect(await count({ displayId })).toBe(1);
  expect(await count({ displayId: displayId + 1 })).toBe(0);
  expect(await count({ contactName: stage.contact.name?.slice(1, 3).toUpperCase() ?? "" })).toBe(1);
  expect(await count({ contactName: "%" })).toBe(0);
  expect(await count({ inboxId: stage.inbox.id })).toBe(1);
  expect(await count({ inboxId: stage.hiddenInbox.id })).toBe(0);
});

test("a typed number is a conversation's, or part of a contact's name that is a number", async () => {
  const stage = await createStage(world);
  await stage.run(updateContact, { contactId: stage.contact.id, name: "4915112345678" });
  await archiveIt(stage);
  const numbers = async (typed: string) =>
    (await list(stage.admin, archiveFilterOf(typed))).data.map(({ displayId }) => displayId);
  const { displayId } = stage.conversation;
  for (const typed of ["4915112345678", "15112", `${displayId}`, `#${displayId}`])
    expect([typed, await numbers(typed)]).toEqual([typed, [displayId]]);
  for (const typed of ["#15112", "99999", "4915112345679"])
    expect([typed, await numbers(typed)]).toEqual([typed, []]);
});

test("pages of archives go from the newest to the oldest", async () => {
  const stage = await createStage(world);
  await archiveIt(stage);
  await world.database.query(
    `insert into archived_conversation (account_id, inbox_id, conversation_id, display_id, contact_id, contact_ids,
            message_count, file_id, created_at)
     select account_id, inbox_id, conversation_id + n, display_id + n, contact_id, contact_ids, 0, file_id, created_at
       from archived_conversation, generate_series(1000, 1001) as n where account_id = $1`,
    [stage.accountId],
  );
  const ids: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await list(stage.admin, { limit: 2, cursor });
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(ids).toHaveLength(3);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
});

test("archives are shown to administrators of their account who may see their inbox", async () => {
  const stage = await createStage(world);
  const other = await createStage(world);
  await archiveIt(stage);
  const [archive] = (await list(stage.admin)).data;
  const get = (caller: Caller) => getArchive(world.database, caller, { archiveId: archive?.id ?? 0 });
  expect(await get(stage.admin)).toEqual(archive);
  for (const caller of [other.admin, { ...stage.admin, inboxIds: [stage.hiddenInbox.id] }]) {
    expect((await list(caller)).data).toEqual([]);
    await expect(get(caller)).rejects.toMatchObject({ refusal: "archive.not_found" });
  }
  await expect(list(stage.agent)).rejects.toMatchObject({ refusal: "auth.forbidden" });
  await expect(get(stage.agent)).rejects.toMatchObject({ refusal: "auth.forbidden" });
});
