import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteLabel, labelContact } from "@/server/commands/organising/labels";
import { CONTACT_NOTES_MAX } from "@/server/contract/contact/contact-note";
import { exportContact } from "@/server/queries/contacts/export-contact";
import { getContactNote, listContactNotes } from "@/server/queries/contacts/list-contact-notes";
import { listLabels } from "@/server/queries/organising/organising";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { addContactNote, deleteContactNote, updateContactNote } from "./contact-notes";
import { mergeContacts } from "./merge-contacts";
import { createContact, undoContactChanges } from "./save-contact";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

describe("contact notes", () => {
  const contact = async () => (await stage.run(createContact, { name: "Ana" })).result.contact.id;

  const add = async (contactId: number, content: string) =>
    (await stage.run(addContactNote, { contactId, content })).result;

  const list = (contactId: number, more: { cursor?: string | null; limit?: number } = {}) =>
    listContactNotes(world.database, stage.admin, { contactId, limit: 50, ...more });

  const textsOf = async (contactId: number) => (await list(contactId)).data.map(({ content }) => content);

  test("notes are listed newest first, page by page, with their author", async () => {
    const contactId = await contact();
    for (const content of ["one", "two", "three"]) await add(contactId, content);
    const first = await list(contactId, { limit: 2 });
    expect(first.data).toMatchObject([
      { content: "three", author: stage.admin.actor },
      { content: "two", contactId },
    ]);
    const second = await list(contactId, { limit: 2, cursor: first.nextCursor });
    expect([second.data.map(({ content }) => content), second.nextCursor]).toEqual([["one"], null]);
  });

  test("a deleted note is in no list, and its text is in no row", async () => {
    const contactId = await contact();
    const { id: noteId } = await add(contactId, "Owes us an apology");
    await stage.run(updateContactNote, { contactId, noteId, content: "Owes us two apologies" });
    expect(await textsOf(contactId)).toEqual(["Owes us two apologies"]);
    await stage.run(deleteContactNote, { contactId, noteId });
    expect(await textsOf(contactId)).toEqual([]);
    const gone = getContactNote(world.database, stage.admin, { contactId, noteId });
    await expect(gone).rejects.toMatchObject({ refusal: "contact_note.not_found" });
    const rows = await world.database.query("select 1 from contact_note where content like 'Owes us%'");
    expect(rows).toEqual([]);
  });

  test("a merge moves the other's notes, under both ids", async () => {
    const [kept, other] = [await contact(), await contact()];
    await add(kept, "of the kept");
    await add(other, "of the other");
    await stage.run(mergeContacts, { contactId: kept, otherId: other });
    for (const id of [kept, other]) expect(await textsOf(id)).toEqual(["of the other", "of the kept"]);
  });

  test("an export of the person has the notes, unless notes are left out", async () => {
    const contactId = await contact();
    await add(contactId, "Likes tea");
    const read = async (includesNotes: boolean) => {
      const parts = await exportContact(world.database, stage.admin, {
        contactId,
        includesNotes,
        now: world.clock.now,
      });
      let text = "";
      for await (const part of parts) text += part;
      return JSON.parse(text).notes;
    };
    expect(await read(true)).toMatchObject([{ contactId, content: "Likes tea" }]);
    expect(await read(false)).toEqual([]);
  });

  test("a contact has at most 500 notes", async () => {
    const contactId = await contact();
    await world.database.query(
      `insert into contact_note (account_id, contact_id, content, author, created_at, updated_at)
     select $1, $2, 'n', '{}', $3, $3 from generate_series(1, $4)`,
      [stage.accountId, contactId, world.clock.now, CONTACT_NOTES_MAX],
    );
    await expect(add(contactId, "one more")).rejects.toMatchObject({ refusal: "contact_note.too_many" });
  });
});

test("undoing the removal of a label that was deleted since creates it again", async () => {
  const stage = await createStage(world);
  const { id: contactId } = stage.contact;
  await stage.run(labelContact, { contactId, set: ["vip"] });
  const { operationId } = await stage.run(labelContact, { contactId, set: [] });
  const labels = () => listLabels(world.database, stage.admin);
  const [label] = (await labels()).filter(({ name }) => name === "vip");
  await stage.run(deleteLabel, { labelId: label?.id ?? 0 });
  const { result } = await stage.run(undoContactChanges, { contactId, operationId });
  expect(result.labels).toEqual(["vip"]);
  expect((await labels()).map(({ name }) => name)).toContain("vip");
});
