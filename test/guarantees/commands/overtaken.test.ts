import { afterAll, beforeAll, expect, test } from "vitest";
import { type Command, createRun } from "@/server/commands/_run/run";
import { createCompany, deleteCompany, releaseCompany } from "@/server/commands/contacts/companies";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { deleteLabel, labelContact, moveLabel } from "@/server/commands/organising/labels";
import { getContact, listContacts } from "@/server/queries/contacts/list-contacts";
import { listLabels } from "@/server/queries/organising/organising";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { pauseCommits, untilBlocked } from "@/test/support/database/paused-commits";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Runs the second command while the first one is about to commit. The result of the second. */
async function overtaken<I, J, R>(s: Stage, first: [Command<I, unknown>, I], second: [Command<J, R>, J]) {
  const { database, resume, isReached } = pauseCommits(world.database);
  const run = createRun({ database, now: () => world.clock.now, onCommitted: () => {} });
  const firstDone = run(first[0], s.admin, first[1]);
  await isReached;
  const secondDone = world.run(second[0], s.admin, second[1]);
  await untilBlocked(world.database).finally(resume);
  await firstDone;
  return (await secondDone).result;
}

const from = { sourceId: "15550111", name: "Ada" };

test("a customer who writes first while a member writes to them is the contact of the member", async () => {
  const s = await createStage(world);
  const { id: inboxId } = s.inbox;
  const begun = { inboxId, contactId: s.contact.id, sourceId: from.sourceId, startedBy: "agent" } as const;
  const received = await overtaken(
    s,
    [createConversation, begun],
    [receiveFrom, { inboxId, from, content: "Hi" }],
  );
  expect(received.conversation.contactId).toBe(s.contact.id);
});

test("a contact is found by an email that another operation gives to a new one at the same time", async () => {
  const s = await createStage(world);
  const email = "ada@example.test";
  const found = await overtaken(
    s,
    [createContact, { name: "Ada", email }],
    [createContact, { name: "Somebody", email, orExisting: true }],
  );
  expect(found.contact.name).toBe("Ada");
});

test("a message is refused if its customer's email is another contact's", async () => {
  const s = await createStage(world);
  const named = { ...from, email: s.contact.email };
  const received = world.run(receiveFrom, s.admin, { inboxId: s.inbox.id, from: named, content: "Hi" });
  await expect(received).rejects.toMatchObject({ refusal: "contact.taken", field: "email" });
});

test("an import changes the contact that one of its rows was merged into at the same time", async () => {
  const s = await createStage(world);
  const email = "wen@example.test";
  const other = (await s.run(createContact, { name: "Wen", email })).result.contact;
  const merge = { contactId: s.contact.id, otherId: other.id };
  const csv = `email,plan\n${email},gold`;
  const { rows } = await overtaken(s, [mergeContacts, merge], [importContacts, { csv, dryRun: false }]);
  expect(rows).toMatchObject([{ outcome: "update", contactId: s.contact.id }]);
  const kept = await getContact(world.database, s.admin, s.contact.id);
  expect(kept.customAttributes).toEqual({ plan: "gold" });
});

test("a company that is deleted during an import is removed from the imported contacts too", async () => {
  const s = await createStage(world);
  const { id: companyId } = (await s.run(createCompany, { name: "Acme" })).result;
  const csv = "name,email,company\nAda,ada@example.test,Acme";
  await overtaken(s, [importContacts, { csv, dryRun: false }], [deleteCompany, { companyId }]);
  await s.run(releaseCompany, { companyId });
  const { data } = await listContacts(world.database, s.admin, { limit: 10 });
  expect(data.find(({ name }) => name === "Ada")).toMatchObject({ companyId: null });
});

test("a company that was deleted is removed from a contact that gets it by a merge meanwhile", async () => {
  const s = await createStage(world);
  const { id: companyId } = (await s.run(createCompany, { name: "Acme" })).result;
  const { contact } = (await s.run(createContact, { name: "Wen", companyId })).result;
  await s.run(deleteCompany, { companyId });
  const merge = { contactId: s.contact.id, otherId: contact.id };
  await overtaken(s, [mergeContacts, merge], [releaseCompany, { companyId }]);
  await s.run(releaseCompany, { companyId });
  expect(await getContact(world.database, s.admin, s.contact.id)).toMatchObject({ companyId: null });
});

test("a label that was deleted is removed from a contact that gets it by a merge meanwhile", async () => {
  const s = await createStage(world);
  const { contact } = (await s.run(createContact, { name: "Wen" })).result;
  await s.run(labelContact, { contactId: contact.id, set: ["vip"] });
  const label = (await listLabels(world.database, s.admin)).find(({ name }) => name === "vip");
  await s.run(deleteLabel, { labelId: label?.id ?? 0 });
  const [move] = await world.database.query<{ id: number }>(
    "select id from label_move where account_id = $1",
    [s.accountId],
  );
  const moveId = move?.id ?? 0;
  const merge = { contactId: s.contact.id, otherId: contact.id };
  await overtaken(s, [mergeContacts, merge], [moveLabel, { moveId }]);
  await s.run(moveLabel, { moveId });
  expect(await getContact(world.database, s.admin, s.contact.id)).toMatchObject({ labels: [] });
});
