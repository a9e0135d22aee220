import { afterAll, beforeAll, expect, test } from "vitest";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";

let api: Api;
let s: WireScene;
beforeAll(async () => {
  api = await openFreescout();
  s = await openScene(api);
});
afterAll(() => api.close());

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
