import { afterAll, beforeAll, expect, test } from "vitest";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact } from "@/server/commands/contacts/save-contact";
import { getContact } from "@/server/queries/contacts/list-contacts";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import { countLockWaiters } from "@/test/support/database/paused-commits";

let api: Api;
let s: WireScene;
beforeAll(async () => {
  api = await openFreescout();
  s = await openScene(api);
});
afterAll(() => api.close());

test("a customer keeps both of two addresses that are added at once", async () => {
  const { id } = (await s.client.post("/customers", { firstName: "Two", email: "one@added.test" })).body;
  const add = (value: string) => s.client.put(`/customers/${id}`, { emails_add: [{ value }] });
  const { database } = api.world;
  const adding = await database.transaction(async (db) => {
    await db.query("select 1 from contact where id = $1 for update", [id]);
    const answers = [add("two@added.test"), add("three@added.test")];
    await expect.poll(() => countLockWaiters(database), { timeout: 10_000 }).toBe(2);
    return { answers };
  });
  for (const { status } of await Promise.all(adding.answers)) expect(status).toBe(204);
  const { emails } = (await s.client.get(`/customers/${id}`)).body._embedded;
  const [first, ...others] = emails.map(({ value }: { value: string }) => value);
  expect([first, others.sort()]).toEqual(["one@added.test", ["three@added.test", "two@added.test"]]);
});

test("a customer whose phone is changed is found by the new one, and not by the old one", async () => {
  const make = async (phones: string[]) =>
    (await s.client.post("/customers", { firstName: "Local", phones })).body.id as number;
  const change = (id: number, phones: string[]) => s.client.put(`/customers/${id}`, { phones });
  const found = async (phone: string): Promise<number[]> =>
    (await s.client.get(`/customers?phone=${encodeURIComponent(phone)}`)).body._embedded.customers.map(
      (one: { id: number }) => one.id,
    );
  const id = await make([]);
  expect((await change(id, ["030 901 822"])).status).toBe(204);
  expect(await found("030901822")).toEqual([id]);
  expect((await change(id, ["030 901 823"])).status).toBe(204);
  expect([await found("030901822"), await found("030901823")]).toEqual([[], [id]]);
  const household = await make(["030 901 824"]);
  expect((await change(id, ["030 901 824", "030 901 823"])).status).toBe(204);
  expect([await found("030901823"), await found("030901824")]).toEqual([[id], [household]]);
  expect((await change(id, ["+49 30 901825"])).status).toBe(204);
  expect([await found("030901823"), await found("+4930901825")]).toEqual([[], [id]]);
});

test("a changed phone leaves the identifier that another program gave the customer", async () => {
  const identifier = "crm-17";
  const { run, database } = api.world;
  const { contact } = (await run(createContact, s.admin, { name: "Known", identifier })).result;
  expect((await s.client.put(`/customers/${contact.id}`, { phones: ["030 901 830"] })).status).toBe(204);
  expect((await getContact(database, s.admin, contact.id)).identifier).toBe(identifier);
});

test("the id of a merged customer names the one they were merged into", async () => {
  const kept = (await s.client.post("/customers", { firstName: "Kept", email: "kept@merged.test" })).body;
  await api.world.run(mergeContacts, s.admin, { contactId: kept.id, otherId: s.contactId });

  const byOldId = { type: "customer", text: "By the old id", customer: { id: s.contactId } };
  expect((await s.client.post(`${s.path}/threads`, byOldId)).status).toBe(201);
  expect((await s.client.put(s.path, { customerId: s.contactId })).status).toBe(204);
  const { body } = await s.client.get(`/conversations?customerId=${s.contactId}`);
  expect(body._embedded.conversations).toMatchObject([{ id: s.id, customer: { id: kept.id } }]);

  const create = (customer: object, author: object) =>
    s.client.post("/conversations", {
      type: "email",
      mailboxId: s.inboxId,
      subject: "Again",
      customer,
      threads: [{ type: "customer", text: "Hello", customer: author }],
    });
  expect((await create({ id: s.contactId }, { email: "kept@merged.test" })).status).toBe(201);
  expect((await create({ email: "kept@merged.test" }, { id: s.contactId })).status).toBe(201);
});
