import { describe, expect } from "vitest";
import { updateAccount } from "@/server/commands/members/account";
import { ok, type Scene, type Story, testStories, write } from "@/test/support/clients/evolution";

describe("contacts", () => {
  const create = async (s: Scene, json: object) => (await ok(s.client.post("/contacts", { json }))).payload;

  const namesOf = (rows: { name: string }[]) => rows.map((row) => row.name);

  const CONTACTS: Story[] = [
    [
      "40 created with all its fields, and shown with its inboxes",
      async (s) => {
        const { contact, contact_inbox } = await create(s, {
          contact: { name: "Zoë", email: "zoe@example.test", phone_number: "+123456", identifier: "crm-1" },
          inbox_id: `${s.inboxId}`,
          source_id: "shop:7",
          custom_attributes: { plan: "pro" },
          additional_attributes: { city: "Bergen" },
          nonsense: 1,
        });
        expect(contact).toEqual({
          additional_attributes: { city: "Bergen" },
          availability_status: "offline",
          email: "zoe@example.test",
          id: expect.any(Number),
          name: "Zoë",
          phone_number: "+123456",
          blocked: false,
          identifier: "crm-1",
          thumbnail: "",
          custom_attributes: { plan: "pro" },
          created_at: expect.any(Number),
          contact_inboxes: [
            { source_id: "shop:7", inbox: expect.objectContaining({ id: s.inboxId, name: "Website" }) },
          ],
        });
        expect(contact_inbox).toMatchObject({ source_id: "shop:7", inbox: { id: s.inboxId } });
        expect(await ok(s.client.get(`/contacts/${contact.id}`))).toEqual({ payload: contact });
        const slim = await ok(s.client.get(`/contacts/${contact.id}?include_contact_inboxes=false`));
        expect(slim.payload).not.toHaveProperty("contact_inboxes");
      },
    ],
    [
      "40 without an inbox it has no link; without a name it gets another known field",
      async (s) => {
        const { contact, contact_inbox } = await create(s, { phone_number: "+4712345678" });
        expect(contact_inbox).toEqual({ inbox: null, source_id: null });
        expect(contact.name).toBe("+4712345678");
      },
    ],
    [
      "40 an update merges attributes and leaves absent fields",
      async (s) => {
        const { contact } = await create(s, {
          name: "A",
          email: "a@example.test",
          custom_attributes: { a: 1, b: 1 },
        });
        const json = { custom_attributes: { b: 2 }, email: "" };
        for (const method of ["put", "patch"] as const) {
          const { payload } = await ok(s.client[method](`/contacts/${contact.id}`, { json }));
          expect(payload).toMatchObject({ name: "A", email: null, custom_attributes: { a: 1, b: 2 } });
        }
      },
    ],
    [
      "40 creating a contact that exists answers with it, linked to the inbox, and changes nothing else",
      async (s) => {
        const jid = "4712345678@s.whatsapp.net";
        const json = { name: "A", phone_number: "+4712345678", identifier: jid };
        const { contact } = await create(s, json);
        for (const again of [json, { phone_number: "+4712345678" }, { identifier: jid, name: "B" }]) {
          const { contact: same, contact_inbox } = await create(s, { ...again, inbox_id: s.inboxId });
          expect(same).toMatchObject({ id: contact.id, name: "A", identifier: jid });
          expect(contact_inbox).toMatchObject({ inbox: { id: s.inboxId }, source_id: expect.any(String) });
        }
        expect((await ok(s.client.get("/contacts"))).meta.count).toBe(1);
      },
    ],
    [
      "40 of requests at the same time one creates the contact, and all get it",
      async (s) => {
        const json = { name: "A", phone_number: "+4712345678", inbox_id: s.inboxId };
        const made = await Promise.all(Array.from({ length: 8 }, () => create(s, json)));
        expect(new Set(made.map(({ contact }) => contact.id)).size).toBe(1);
        expect(new Set(made.map(({ contact_inbox }) => contact_inbox.source_id)).size).toBe(1);
      },
    ],
    [
      "40 a field that another contact has is refused, on update, and where the account wants that, on create",
      async (s) => {
        await s.api.world.run(updateAccount, s.tenant.admin, { acceptsKnownContacts: false });
        await create(s, { name: "A", email: "a@example.test", phone_number: "+4712345678" });
        const phone = await s.client.post("/contacts", { json: { phone_number: "+4712345678" } });
        const fault = { message: "Phone number has already been taken", attributes: ["phone_number"] };
        expect(phone).toEqual({ status: 422, body: fault });
        const email = await s.client.put(`/contacts/${s.contactId}`, { json: { email: "A@example.test" } });
        expect(email).toMatchObject({ status: 422, body: { attributes: ["email"] } });
      },
    ],
    [
      "40 blocked true and false, as words too",
      async (s) => {
        const block = (blocked: unknown) =>
          ok(s.client.put(`/contacts/${s.contactId}`, { json: { blocked } }));
        expect((await block("true")).payload.blocked).toBe(true);
        expect((await block(false)).payload.blocked).toBe(false);
      },
    ],
    [
      "37 a list contains identified contacts, 15 per page, with the total count",
      async (s) => {
        for (let i = 0; i < 17; i++) await create(s, { name: `C${i}`, identifier: `crm-${i}` });
        const first = await ok(s.client.get("/contacts"));
        expect(first.meta).toEqual({ count: 17, current_page: 1 });
        expect(namesOf(first.payload).slice(0, 2)).toEqual(["C16", "C15"]);
        const second = await ok(s.client.get("/contacts?page=2&sort=-created_at"));
        expect(namesOf(second.payload)).toEqual(["C1", "C0"]);
        expect(namesOf((await ok(s.client.get("/contacts?sort=created_at"))).payload)[0]).toBe("C0");
        expect(namesOf((await ok(s.client.get("/contacts?sort=name"))).payload)[1]).toBe("C1");
        expect(namesOf((await ok(s.client.get("/contacts?sort=-name"))).payload)[0]).toBe("C9");
        expect(namesOf((await ok(s.client.get("/contacts/search?q=C&sort=-email"))).payload)[0]).toBe("C16");
      },
    ],
    [
      "38 a search finds parts in any case, identifiers as written, and reports whether there are more",
      async (s) => {
        for (let i = 0; i < 16; i++) await create(s, { name: `Straße ${i}`, identifier: `CRM_${i}` });
        const search = (q: string, more = "") =>
          ok(s.client.get(`/contacts/search?q=${encodeURIComponent(q)}${more}`));
        expect((await search("STRASSE")).payload).toEqual([]);
        const first = await search("straße");
        expect(first.meta).toEqual({ count: 15, current_page: 1, has_more: true });
        expect((await search("straße", "&page=2")).meta).toEqual({
          count: 1,
          current_page: 2,
          has_more: false,
        });
        expect((await search("CRM_1")).payload).toHaveLength(7);
        expect((await search("crm_1")).payload).toEqual([]);
        expect((await search("%")).payload).toEqual([]);
        expect(namesOf((await search("李文")).payload)).toEqual(["李文 Li Wen"]);
      },
    ],
    [
      "the conversations of a contact",
      async (s) => {
        const message = await write(s, { content: "hi", message_type: "incoming" });
        const { payload } = await ok(s.client.get(`/contacts/${s.contactId}/conversations`));
        expect(payload).toMatchObject([{ id: s.conversationId, messages: [{ id: message.id }] }]);
      },
    ],
    [
      "41 a contact gets a source id in an inbox: a given one, once, or a random one",
      async (s) => {
        const link = (json: object) => s.client.post(`/contacts/${s.contactId}/contact_inboxes`, { json });
        const given = { inbox_id: s.inboxId, source_id: "wa:1" };
        expect(await ok(link(given))).toMatchObject({ source_id: "wa:1", inbox: { id: s.inboxId } });
        expect(await ok(link(given))).toMatchObject({ source_id: "wa:1" });
        expect(await ok(link({ inbox_id: s.inboxId }))).toMatchObject({ source_id: expect.any(String) });
        const { contact } = await create(s, { name: "B" });
        const json = { inbox_id: s.inboxId, source_id: "wa:1" };
        expect((await s.client.post(`/contacts/${contact.id}/contact_inboxes`, { json })).status).toBe(422);
      },
    ],
    [
      "the inboxes of a contact, and others with a source id that a conversation may begin with",
      async (s) => {
        const channel = { type: "api" };
        const other = await ok(s.client.post("/inboxes", { json: { name: "Other", channel } }));
        const { contact, contact_inbox } = await create(s, { name: "Cy", inbox_id: s.inboxId });
        const at = `/contacts/${contact.id}/contactable_inboxes`;
        const { payload } = await ok(s.client.get(at));
        const sourceIds = new Map<number, string>(
          payload.map((one: { inbox: { id: number }; source_id: string }) => [one.inbox.id, one.source_id]),
        );
        expect(sourceIds.get(s.inboxId)).toBe(contact_inbox.source_id);
        const source_id = sourceIds.get(other.id);
        expect(source_id).toMatch(/^[0-9a-f-]{36}$/);
        const json = { inbox_id: other.id, contact_id: contact.id, source_id };
        expect((await ok(s.client.post("/conversations", { json }))).inbox_id).toBe(other.id);
        const agent = await s.tenant.agent([s.inboxId]);
        expect((await ok(agent.get(at))).payload).toMatchObject([{ inbox: { id: s.inboxId } }]);
      },
    ],
  ];

  testStories([["contacts", CONTACTS]]);
});

describe("contact merge", () => {
  const create = async (s: Scene, json: object) =>
    (await ok(s.client.post("/contacts", { json }))).payload.contact;

  const merge = (s: Scene, base_contact_id: unknown, mergee_contact_id: unknown) =>
    s.client.post("/actions/contact_merge", { json: { base_contact_id, mergee_contact_id } });

  const MERGES: Story[] = [
    [
      "the base contact gets the conversations and the empty fields of the other, whose id leads to it",
      async (s) => {
        const base = await create(s, {
          name: "Zoë",
          phone_number: "+5511988887777",
          custom_attributes: { plan: "pro" },
        });
        await ok(
          s.client.put(`/contacts/${s.contactId}`, {
            json: {
              phone_number: "+551188887777",
              email: "zoe@example.test",
              custom_attributes: { plan: "x", a: 1 },
            },
          }),
        );
        const { id } = await write(s, { content: "hi", message_type: "incoming" });
        const merged = await ok(merge(s, `${base.id}`, `${s.contactId}`));
        expect(merged).toMatchObject({
          id: base.id,
          name: "Zoë",
          phone_number: "+5511988887777",
          email: "zoe@example.test",
          custom_attributes: { plan: "pro", a: 1 },
          contact_inboxes: [{ inbox: { id: s.inboxId } }],
        });
        const { payload } = await ok(s.client.get(`/contacts/${base.id}/conversations`));
        expect(payload).toMatchObject([{ id: s.conversationId, messages: [{ id }] }]);
        expect((await ok(s.client.get(`/contacts/${s.contactId}`))).payload.id).toBe(base.id);
        expect((await ok(merge(s, base.id, s.contactId))).id).toBe(base.id);
      },
    ],
    [
      "an unknown contact is 404, and a contact is not merged into itself",
      async (s) => {
        expect((await merge(s, s.contactId, 999_999)).status).toBe(404);
        expect((await merge(s, s.contactId, undefined)).status).toBe(404);
        expect(await merge(s, s.contactId, s.contactId)).toEqual({
          status: 422,
          body: { error: "A contact cannot be merged into itself" },
        });
      },
    ],
  ];

  testStories([["actions/contact_merge", MERGES]]);
});
