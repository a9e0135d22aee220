import { afterAll, beforeAll, expect, test } from "vitest";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import { listCompanies } from "@/server/queries/contacts/companies";
import { exportContacts } from "@/server/queries/contacts/export-contacts";
import { getContact } from "@/server/queries/contacts/list-contacts";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createCompany } from "./companies";
import { importContacts } from "./import-contacts";
import { mergeContacts } from "./merge-contacts";
import { createContact } from "./save-contact";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

const take = (csv: string, dryRun = false) => stage.run(importContacts, { csv, dryRun });

const outcomes = async (csv: string, dryRun = false) =>
  (await take(csv, dryRun)).result.rows.map(({ line, outcome, fault }) => [line, fault ?? outcome]);

test("a dry run predicts the import, and a second import changes nothing", async () => {
  const csv = [
    "name,email,phone,identifier,plan",
    "New One,new@example.test,+34600000001,,gold",
    "Li Wen,LI@example.test,+49 170 1234567,,",
    "Wrong,nonsense,,,",
    "Again,new@example.test,,,",
  ].join("\n");
  const expected = [
    [2, "create"],
    [3, "update"],
    [4, "email_invalid"],
    [5, "twice_in_file"],
  ];
  expect(await outcomes(csv, true)).toEqual(expected);
  expect(await getContact(world.database, stage.admin, stage.contact.id)).toEqual(stage.contact);
  const { result, events } = await take(csv);
  expect(result.rows.map(({ line, outcome, fault }) => [line, fault ?? outcome])).toEqual(expected);
  expect(events.map(({ type }) => type)).toEqual(["contact.created", "contact.updated"]);
  expect(await getContact(world.database, stage.admin, stage.contact.id)).toMatchObject({
    name: "Li Wen",
    email: stage.contact.email,
    phone: "+491701234567",
  });
  const again = await take(csv);
  expect(again.events).toEqual([]);
  expect(again.result.counts).toEqual({ create: 0, update: 0, unchanged: 2, left_out: 2 });
});

test("a line that matches two contacts is left out; a merged contact leads to the kept one", async () => {
  const make = async (email: string, phone: string) =>
    (await stage.run(createContact, { name: email, email, phone })).result.contact.id;
  const a = await make("a@example.test", "+34600000011");
  const b = await make("b@example.test", "+34600000012");
  const both = "name,email,phone\nBoth,a@example.test,+34600000012";
  expect(await outcomes(both)).toEqual([[2, "matches_several"]]);
  await stage.run(mergeContacts, { contactId: a, otherId: b });
  const { result } = await take("email,plan\nb@example.test,gold");
  expect(result.rows).toMatchObject([{ outcome: "update", contactId: a }]);
});

test("two lines of one contact under different names change it once", async () => {
  const stage = await createStage(world);
  const { result } = await stage.run(createContact, {
    name: "Uma",
    email: "uma@example.test",
    phone: "+34600000021",
  });
  const csv = "name,email,phone\nUma,uma@example.test,\nBob,,+34600000021";
  const run = async (dryRun: boolean) => (await stage.run(importContacts, { csv, dryRun })).result.rows;
  const expected = [
    { outcome: "unchanged", contactId: result.contact.id },
    { outcome: "left_out", fault: "twice_in_file" },
  ];
  expect(await run(true)).toMatchObject(expected);
  expect(await run(false)).toMatchObject(expected);
  expect(await getContact(world.database, stage.admin, result.contact.id)).toMatchObject({ name: "Uma" });
});

test("a contact with a name alone is imported once", async () => {
  const stage = await createStage(world);
  const csv = "name,plan\nVisitor 1a2b,gold\nVisitor 3c4d,";
  const counts = async () => (await stage.run(importContacts, { csv, dryRun: false })).result.counts;
  expect(await counts()).toMatchObject({ create: 2 });
  expect(await counts()).toMatchObject({ create: 0, unchanged: 2 });
});

test("of two lines with the same name alone one is imported, the first time and again", async () => {
  const stage = await createStage(world);
  const csv = "name,plan\nVisitor,gold\nVisitor,silver\nOther,";
  const faults = async (dryRun: boolean) =>
    (await stage.run(importContacts, { csv, dryRun })).result.rows.map(
      ({ outcome, fault }) => fault ?? outcome,
    );
  expect(await faults(true)).toEqual(["create", "twice_in_file", "create"]);
  expect(await faults(false)).toEqual(["create", "twice_in_file", "create"]);
  expect(await faults(false)).toEqual(["unchanged", "twice_in_file", "unchanged"]);
});

test("a company's name in a file is on one line, as everywhere", async () => {
  const stage = await createStage(world);
  const csv = 'name,email,company\nKim,kim@example.test,"Kim\nand Sons"';
  await stage.run(importContacts, { csv, dryRun: false });
  const { data } = await listCompanies(world.database, stage.admin, { limit: 5 });
  expect(data.map(({ name }) => name)).toEqual(["Kim and Sons"]);
});

test("a company whose letters Postgres and JavaScript lower in different ways is one", async () => {
  const csv = [
    "name,email,company",
    "Eleni,eleni@example.test,ΠΑΠΑΔΟΠΟΥΛΟΣ",
    "Nikos,nikos@example.test,παπαδοπουλοσ",
    "Can,can@example.test,İSTANBUL",
  ].join("\n");
  expect((await take(csv)).result.counts).toMatchObject({ create: 3 });
  expect((await take(csv)).result.counts).toMatchObject({ unchanged: 3 });
});

test("an email whose letters Postgres and JavaScript lower in different ways is one", async () => {
  const csv = "name,email\nCan,İNFO@firma.example\nEleni,ΝΙΚΟΣ@example.test";
  expect((await take(csv)).result.counts).toMatchObject({ create: 2 });
  expect((await take(csv)).result.counts).toMatchObject({ unchanged: 2 });
});

test("an email that two lines write in letters that only Postgres takes as the same is imported once", async () => {
  const csv = "name,email\nOne,ΑΝΝΑΣ@example.test\nTwo,αννασ@example.test";
  const twice = [
    [2, "create"],
    [3, "twice_in_file"],
  ];
  expect(await outcomes(csv, true)).toEqual(twice);
  expect(await outcomes(csv)).toEqual(twice);
});

test("columns of numbers and check boxes are imported as such, and what fits no definition is left out", async () => {
  const stage = await createStage(world);
  const more = { description: null, choices: [], pattern: null, patternHint: null };
  for (const [key, kind] of [
    ["seats", "number"],
    ["newsletter", "checkbox"],
  ] as const)
    await stage.run(createAttributeDefinition, { ...more, model: "contact", key, displayName: key, kind });
  const csv = [
    "name,email,seats,newsletter,plan",
    "Ada,ada@example.test,12.5,Yes,7",
    "Bo,bo@example.test,many,no,7",
    "Cleo,cleo@example.test,3,perhaps,7",
  ].join("\n");
  const { rows } = (await stage.run(importContacts, { csv, dryRun: false })).result;
  expect(rows.map(({ outcome, fault }) => fault ?? outcome)).toEqual([
    "create",
    "attribute_invalid",
    "attribute_invalid",
  ]);
  const made = await getContact(world.database, stage.admin, rows[0]?.contactId ?? 0);
  expect(made.customAttributes).toEqual({ seats: 12.5, newsletter: true, plan: "7" });
});

test("companies are listed page by page, by names in any script", async () => {
  const stage = await createStage(world);
  for (const name of ["acme", "Beta", "上海贸易", "ΟΜΗΡΟΣ"]) await stage.run(createCompany, { name });
  const names: string[] = [];
  for (let cursor: string | null = null, pages = 0; pages < 9; pages++) {
    const page = await listCompanies(world.database, stage.admin, { cursor, limit: 1 });
    names.push(...page.data.map(({ name }) => name));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  expect(names).toEqual(["acme", "Beta", "ΟΜΗΡΟΣ", "上海贸易"]);
});

test("an unreadable file changes nothing and reports the fault", async () => {
  const { result, events } = await take("colour\nred");
  expect(result).toMatchObject({ fault: "no_columns", rows: [] });
  expect(events).toEqual([]);
});

test("importing an export changes nothing", async () => {
  await stage.run(createContact, {
    name: '=cmd|"/c calc"!A1',
    identifier: "-7",
    customAttributes: { a: 1 },
  });
  let file = "";
  for await (const lines of exportContacts(world.database, stage.admin)) file += lines;
  expect(file).not.toMatch(/(^|,)"?[=+@-]/m);
  const { result, events } = await take(file);
  expect(events).toEqual([]);
  expect(result.counts).toMatchObject({ create: 0, update: 0, left_out: 0 });
  expect(() => exportContacts(world.database, stage.agent)).toThrow("auth.forbidden");
});
