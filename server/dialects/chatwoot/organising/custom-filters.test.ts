import { describe, expect } from "vitest";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/evolution";

describe("custom filters", () => {
  const AT = "/custom_filters";

  const is = (attribute_key: string, values: unknown[], query_operator: string | null = "and") => ({
    attribute_key,
    filter_operator: "equal_to",
    values,
    query_operator,
  });

  const openOf = (s: Scene) => ({
    payload: [is("status", ["open"]), is("inbox_id", [s.inboxId], null)],
  });

  const make = (s: Scene, more: object = {}) =>
    s.client.post(AT, { json: { name: "Open of the website", query: openOf(s), ...more } });

  const FILTERS: Story[] = [
    [
      "a filter of conversations is a saved view: created, listed, shown, changed and deleted",
      async (s) => {
        const made = await ok(make(s, { type: "conversation" }));
        expect(made).toEqual({
          id: expect.any(Number),
          name: "Open of the website",
          filter_type: "conversation",
          query: openOf(s),
          created_at: expect.any(String),
          updated_at: expect.any(String),
        });
        expect(await ok(s.client.get(AT))).toEqual([made]);
        expect(await ok(s.client.get(`${AT}?filter_type=contact`))).toEqual([]);
        const one = `${AT}/${made.id}`;
        expect(await ok(s.client.get(one))).toEqual(made);
        const query = JSON.stringify({
          payload: [{ ...is("assignee_id", [], null), filter_operator: "is_not_present" }],
        });
        for (const method of ["patch", "put"] as const) {
          const changed = await ok(
            s.client[method](one, { json: { custom_filter: { name: method, query } } }),
          );
          expect(changed).toMatchObject({
            name: method,
            query: {
              payload: [{ attribute_key: "assignee_id", filter_operator: "is_not_present", values: [] }],
            },
          });
        }
        await ok(s.client.delete(one));
        expect((await s.client.get(one)).status).toBe(404);
      },
    ],
    [
      "conditions joined by AND and OR, with several values and days, come back as they were written",
      async (s) => {
        const { id: me } = await ok(s.client.get("/api/v1/profile"));
        await ok(s.client.post(`${s.conversation}/labels`, { json: { labels: ["vip", "billing"] } }));
        const payloads = [
          [is("status", ["open", "pending"]), is("priority", ["high", "urgent"], null)],
          [is("status", ["open"], "or"), is("status", ["pending"]), is("inbox_id", [s.inboxId], null)],
          [is("labels", ["vip", "billing"], "or"), is("labels", ["vip"]), is("labels", ["billing"], null)],
          [
            { ...is("assignee_id", [me]), query_operator: "or" },
            { ...is("assignee_id", []), filter_operator: "is_present" },
            { ...is("created_at", ["2026-01-01"]), filter_operator: "is_greater_than" },
            { ...is("last_activity_at", ["2026-02-01"], null), filter_operator: "is_less_than" },
          ],
        ];
        for (const [nth, payload] of payloads.entries()) {
          const made = await ok(make(s, { name: `Filter ${nth}`, query: { payload } }));
          expect(made.query).toEqual({ payload });
          const { meta } = await ok(s.client.post("/conversations/filter", { json: { payload } }));
          expect(meta.all_count).toBe([0, 1, 1, 0][nth]);
        }
      },
    ],
    [
      "another member's filter is not found",
      async (s) => {
        const { id } = await ok(make(s));
        const agent = await s.tenant.agent([s.inboxId]);
        expect(await ok(agent.get(AT))).toEqual([]);
        expect((await agent.delete(`${AT}/${id}`)).status).toBe(404);
      },
    ],
    [
      "what a saved view cannot say is refused with its field",
      async (s) => {
        const refused = async (more: object) => {
          const { status, body } = await make(s, more);
          return [status, body.attributes ?? body.error];
        };
        const query = (...payload: object[]) => ({ query: { payload } });
        for (const kind of ["contact", "report"])
          expect(await refused({ filter_type: kind })).toEqual([422, ["filter_type"]]);
        expect(await refused({ name: " " })).toEqual([422, ["name"]]);
        expect(await refused({ query: null })).toEqual([422, ["query"]]);
        for (const [key, values] of [
          ["contact_id", [s.contactId]],
          ["display_id", [1]],
        ] as const)
          expect(await refused(query(is(key, [...values], null)))).toEqual([422, ["query"]]);
        const ancient = { ...is("created_at", ["1970-01-01"], null), filter_operator: "is_less_than" };
        expect(await refused(query(ancient))).toEqual([422, ["query"]]);
        expect(await refused(query(is("mail_subject", ["x"], null)))).toEqual([
          422,
          expect.stringContaining("Invalid attribute key - [mail_subject]"),
        ]);
        expect((await make(s, query(is("inbox_id", [9e9], null)))).status).toBe(404);
      },
    ],
  ];

  testStories([["custom filters", FILTERS]]);
});

describe("attribute definitions", () => {
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
        const json = {
          attribute_display_name: "Tariff",
          attribute_values: ["free"],
          attribute_key: "ignored",
        };
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
        expect(
          (await agent.patch(`${AT}/${made.id}`, { json: { attribute_display_name: "x" } })).status,
        ).toBe(401);
        expect((await agent.delete(`${AT}/${made.id}`)).status).toBe(401);
      },
    ],
  ];

  testStories([["custom attribute definitions", DEFINITIONS]]);
});
