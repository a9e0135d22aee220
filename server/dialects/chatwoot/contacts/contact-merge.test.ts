import { expect } from "vitest";
import { ok, type Scene, type Story, testStories, write } from "@/test/support/clients/chatwoot-scene";

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
