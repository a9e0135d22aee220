import { afterAll, beforeAll, expect, test } from "vitest";
import { getContact } from "@/server/queries/list-contacts";
import { advance, confirm, prepare, textOfLog } from "@/test/deleting";
import { conversation } from "@/test/laws/entries/states";
import { createStage, type Stage } from "@/test/laws/stage";
import { createWorld, type World } from "@/test/world";
import { confirmDeletion } from "./confirm-deletion";
import { createContact } from "./create-contact";
import { deleteConversation } from "./delete-conversation";
import { mergeContacts } from "./merge-contacts";
import { setAttributes } from "./set-attributes";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const SECRET = "Perlhuhn";

const another = async (stage: Stage) =>
  (await stage.run(createContact, { name: "Somebody else" })).result.contact;

const stateOf = async (id: number) =>
  (await world.database.query("select state, skips from deletion where id = $1", [id]))[0];

test("a contact that is merged into another before the confirmation takes nobody with it", async () => {
  const stage = await createStage(world);
  const [doomed, other] = [await another(stage), await another(stage)];
  const { token } = await prepare(stage, { contactId: doomed.id });
  await stage.run(mergeContacts, { contactId: other.id, otherId: doomed.id });
  const refused = await stage.run(confirmDeletion, { token: token ?? "" }).catch((error: Error) => error);
  expect(refused).toMatchObject({ refusal: "deletion.set_changed" });
});

test("a contact that is being erased is merged with nobody, either way round", async () => {
  const stage = await createStage(world);
  const [doomed, other] = [await another(stage), await another(stage)];
  const { id } = await confirm(stage, { contactId: doomed.id });
  for (const [contactId, otherId] of [
    [other.id, doomed.id],
    [doomed.id, other.id],
  ] as const)
    expect(
      await stage.run(mergeContacts, { contactId, otherId }).catch((error: Error) => error),
    ).toMatchObject({ refusal: "contact.being_erased" });
  await advance(stage, id);
  expect(await stateOf(id)).toMatchObject({ state: "succeeded" });
  expect(await getContact(world.database, stage.admin, other.id)).toMatchObject({ name: other.name });
});

test("a deletion whose contact leads to another erases neither, and says so", async () => {
  const stage = await createStage(world);
  const other = await another(stage);
  const { id } = await confirm(stage, { contactId: stage.contact.id });
  await world.database.query("update contact set merged_into_id = $2 where id = $1", [
    stage.contact.id,
    other.id,
  ]);
  const { events } = await advance(stage, id);
  expect(events.map(({ type }) => type)).toEqual(["operation.failed"]);
  expect(await stateOf(id)).toEqual({ state: "failed", skips: { "contact.not_found": 1 } });
  expect(await getContact(world.database, stage.admin, other.id)).toMatchObject({ name: other.name });
});

test("what a live conversation's deletion tells itself holds nothing that people wrote", async () => {
  const stage = await createStage(world);
  await stage.run(setAttributes, { conversation: conversation(stage), set: { note: SECRET } });
  await stage.run(deleteConversation, { conversation: conversation(stage) });
  const { events, text } = await textOfLog(stage);
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["conversation.trashed"]));
  expect(text).not.toContain(SECRET);
});
