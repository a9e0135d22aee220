import { expect } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { ok, type Scene, type Story, testStories, write } from "@/test/support/clients/evolution";

const at = (s: Scene, rest = "") => `/contacts/${s.contactId}${rest}`;
const namesOf = (rows: { name: string }[]) => rows.map((row) => row.name);
const make = async (s: Scene, name: string, more: object = {}): Promise<number> =>
  (await ok(s.client.post("/contacts", { json: { name, identifier: name, ...more } }))).payload.contact.id;

const NOTES: Story[] = [
  [
    "are created, listed newest first with their author, changed and deleted",
    async (s) => {
      const first = await ok(s.client.post(at(s, "/notes"), { json: { content: "Calls before noon" } }));
      expect(first).toEqual({
        id: expect.any(Number),
        content: "Calls before noon",
        account_id: s.tenant.accountId,
        contact_id: s.contactId,
        user: expect.objectContaining({ id: s.tenant.admin.userId, role: "administrator" }),
        created_at: expect.any(Number),
        updated_at: expect.any(Number),
      });
      await ok(s.client.post(at(s, "/notes"), { json: { note: { content: "Pays late" } } }));
      const list = await ok(s.client.get(at(s, "/notes")));
      expect(list.map(({ content }: { content: string }) => content)).toEqual([
        "Pays late",
        "Calls before noon",
      ]);
      const one = at(s, `/notes/${first.id}`);
      for (const method of ["patch", "put"] as const)
        expect(await ok(s.client[method](one, { json: { content: method } }))).toMatchObject({
          content: method,
        });
      expect(await ok(s.client.get(one))).toMatchObject({ id: first.id, content: "put" });
      await ok(s.client.delete(one));
      expect((await s.client.get(one)).status).toBe(404);
      expect(await ok(s.client.get(at(s, "/notes")))).toHaveLength(1);
    },
  ],
  [
    "a blank one, another contact's and another member's are refused",
    async (s) => {
      expect(await s.client.post(at(s, "/notes"), { json: { content: " " } })).toMatchObject({
        status: 422,
        body: { message: "Content can't be blank", attributes: ["content"] },
      });
      const { id } = await ok(s.client.post(at(s, "/notes"), { json: { content: "Mine" } }));
      const other = await make(s, "B");
      expect((await s.client.get(`/contacts/${other}/notes/${id}`)).status).toBe(404);
      const agent = await s.tenant.agent([s.inboxId]);
      const one = at(s, `/notes/${id}`);
      expect((await agent.patch(one, { json: { content: "Theirs" } })).status).toBe(401);
      expect((await agent.delete(one)).status).toBe(401);
    },
  ],
];

const LABELS: Story[] = [
  [
    "are replaced, and select contacts in the list and in a filter",
    async (s) => {
      const [a, b] = [await make(s, "A"), await make(s, "B")];
      await make(s, "C");
      const label = (id: number, labels: string[]) =>
        ok(s.client.post(`/contacts/${id}/labels`, { json: { labels } }));
      expect(await label(a, ["VIP", "wholesale"])).toEqual({ payload: ["vip", "wholesale"] });
      expect(await label(a, ["vip"])).toEqual({ payload: ["vip"] });
      await label(b, ["billing"]);
      expect(await ok(s.client.get(`/contacts/${a}/labels`))).toEqual({ payload: ["vip"] });

      const listed = await ok(s.client.get("/contacts?labels[]=vip&labels[]=billing&sort=name"));
      expect([listed.meta.count, namesOf(listed.payload)]).toEqual([2, ["A", "B"]]);
      expect(namesOf((await ok(s.client.get("/contacts?labels=vip"))).payload)).toEqual(["A"]);
      const found = async (filter_operator: string, values: string[] = []) => {
        const payload = [{ attribute_key: "labels", filter_operator, values, query_operator: null }];
        return namesOf(
          (await ok(s.client.post("/contacts/filter?sort=name", { json: { payload } }))).payload,
        );
      };
      expect(await found("equal_to", ["vip", "billing"])).toEqual(["A", "B"]);
      expect(await found("not_equal_to", ["Vip"])).toEqual(["B", "C"]);
      expect(await found("is_present")).toEqual(["A", "B"]);
      expect(await found("is_not_present")).toEqual(["C"]);
    },
  ],
];

const ORDERS: Story[] = [
  [
    "37 by company, city and country, contacts without one last",
    async (s) => {
      await make(s, "A", {
        additional_attributes: { company_name: "Zeta", city: "Oslo", country: "Norway" },
      });
      await make(s, "B", { additional_attributes: { company_name: "alpha", city: "Bergen" } });
      await make(s, "C");
      const sorted = async (sort: string) =>
        namesOf((await ok(s.client.get(`/contacts?sort=${sort}`))).payload);
      expect(await sorted("company_name")).toEqual(["B", "A", "C"]);
      expect(await sorted("-company_name")).toEqual(["A", "B", "C"]);
      expect(await sorted("city")).toEqual(["B", "A", "C"]);
      expect((await sorted("-country"))[0]).toBe("A");
      for (const unknown of ["shoe_size", "constructor"])
        expect((await s.client.get(`/contacts?sort=${unknown}`)).status).toBe(422);
    },
  ],
  [
    "37 by last activity, only of conversations that the caller sees",
    async (s) => {
      await ok(s.client.put(at(s), { json: { identifier: "talks" } }));
      await make(s, "Silent");
      await write(s, { content: "hi", message_type: "incoming" });
      const last = async (client: Scene["client"]) =>
        namesOf((await ok(client.get("/contacts?sort=-last_activity_at"))).payload).at(-1);
      expect(await last(s.client)).toBe("Silent");
      expect(await last(await s.tenant.agent([]))).toBe("李文 Li Wen");
    },
  ],
];

const DELETE: Story[] = [
  [
    "40 erases the contact with all conversations at once",
    async (s) => {
      await write(s, { content: "hi", message_type: "incoming" });
      await ok(s.client.post(at(s, "/notes"), { json: { content: "About them" } }));
      await ok(s.client.delete(at(s)));
      for (const path of [at(s), at(s, "/notes"), s.conversation])
        expect((await s.client.get(path)).status).toBe(404);
      expect((await s.client.delete(at(s))).status).toBe(404);
    },
  ],
  [
    "40 agents are refused, and so is a contact on legal hold",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      expect((await agent.delete(at(s))).status).toBe(401);
      await s.api.world.run(updateInbox, s.tenant.admin, { inboxId: s.inboxId, legalHold: true });
      expect(await s.client.delete(at(s))).toMatchObject({
        status: 422,
        body: { error: expect.stringContaining("legal hold") },
      });
      await ok(s.client.get(at(s)));
    },
  ],
];

testStories([
  ["notes", NOTES],
  ["labels", LABELS],
  ["orders", ORDERS],
  ["deleting", DELETE],
]);
