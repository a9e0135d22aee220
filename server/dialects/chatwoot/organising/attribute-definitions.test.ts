import { expect } from "vitest";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/chatwoot-scene";

const AT = "/custom_attribute_definitions";
const PLAN = {
  attribute_display_name: "Plan",
  attribute_display_type: 6,
  attribute_description: "What they pay for",
  attribute_key: "plan",
  attribute_values: ["free", "pro"],
  attribute_model: 1,
  regex_pattern: null,
  regex_cue: null,
};
const create = (s: Scene, json: object = PLAN) => ok(s.client.post(AT, { json }));

const DEFINITIONS: Story[] = [
  [
    "a definition is created, listed by its model, shown, changed and deleted",
    async (s) => {
      const made = await create(s);
      expect(made).toEqual({
        ...PLAN,
        id: expect.any(Number),
        attribute_display_type: "list",
        attribute_model: "contact_attribute",
        default_value: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      });
      const order = { ...PLAN, attribute_key: "order", attribute_model: "conversation_attribute" };
      const other = await create(s, {
        custom_attribute_definition: { ...order, attribute_display_type: "text" },
      });
      expect(await ok(s.client.get(AT))).toEqual([made, other]);
      expect(await ok(s.client.get(`${AT}?attribute_model=1`))).toEqual([made]);
      expect(await ok(s.client.get(`${AT}?attribute_model=conversation_attribute`))).toEqual([other]);
      const json = { attribute_display_name: "Tariff", attribute_values: ["free"], attribute_key: "ignored" };
      const changed = await ok(s.client.patch(`${AT}/${made.id}`, { json }));
      expect(changed).toMatchObject({
        ...json,
        attribute_key: "plan",
        attribute_description: "What they pay for",
      });
      expect(await ok(s.client.get(`${AT}/${made.id}`))).toEqual(changed);
      expect((await s.client.delete(`${AT}/${made.id}`)).status).toBe(200);
      expect((await s.client.get(`${AT}/${made.id}`)).status).toBe(404);
      expect((await create(s)).attribute_key).toBe("plan");
    },
  ],
  [
    "a blank name or key, a key that exists and an unknown type or model are refused",
    async (s) => {
      await create(s);
      for (const [json, attribute] of [
        [{ ...PLAN, attribute_display_name: " " }, "attribute_display_name"],
        [{ ...PLAN, attribute_key: "" }, "attribute_key"],
        [PLAN, "attribute_key"],
        [{ ...PLAN, attribute_key: "x", attribute_display_type: 9 }, "attribute_display_type"],
        [{ ...PLAN, attribute_key: "x", attribute_model: "company" }, "attribute_model"],
        [{ ...PLAN, attribute_key: "x".repeat(101) }, "attribute_key"],
      ] as const) {
        const { status, body } = await s.client.post(AT, { json });
        expect([status, body.attributes]).toEqual([422, [attribute]]);
      }
    },
  ],
  [
    "values are not checked against a definition, as upstream",
    async (s) => {
      await create(s);
      const json = { custom_attributes: { plan: "gold" } };
      const changed = await ok(s.client.patch(`/contacts/${s.contactId}`, { json }));
      expect(changed.payload.custom_attributes).toEqual({ plan: "gold" });
    },
  ],
  [
    "an agent reads definitions and changes none",
    async (s) => {
      const made = await create(s);
      const agent = await s.tenant.agent([s.inboxId]);
      expect(await ok(agent.get(AT))).toEqual([made]);
      expect((await agent.post(AT, { json: { ...PLAN, attribute_key: "x" } })).status).toBe(401);
      expect((await agent.patch(`${AT}/${made.id}`, { json: { attribute_display_name: "x" } })).status).toBe(
        401,
      );
      expect((await agent.delete(`${AT}/${made.id}`)).status).toBe(401);
    },
  ],
];

testStories([["custom attribute definitions", DEFINITIONS]]);
