import { expect } from "vitest";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/evolution";

const create = async (s: Scene, json: object) =>
  (await ok(s.client.post("/contacts", { json }))).payload.contact;

type Item = {
  attribute_key: string;
  filter_operator: string;
  values?: unknown;
  query_operator?: string | null;
  custom_attribute_type?: string;
};
const filter = (s: Scene, payload: Item[], more = "") =>
  s.client.post(`/contacts/filter${more}`, { json: { payload } });
const namesFor = async (s: Scene, ...payload: Item[]): Promise<string[]> =>
  (await ok(filter(s, payload))).payload.map(({ name }: { name: string }) => name);

const is = (attribute_key: string, value: unknown, query_operator: string | null = null): Item => ({
  attribute_key,
  filter_operator: "equal_to",
  values: [value],
  query_operator,
});

const FILTERS: Story[] = [
  [
    "39 a phone number is found with and without the plus, with all that Evolution reads",
    async (s) => {
      const zoe = await create(s, {
        name: "Zoë",
        phone_number: "+5511988887777",
        identifier: "5511988887777@s.whatsapp.net",
      });
      await create(s, { name: "B", phone_number: "+5511988887778" });
      for (const number of ["5511988887777", "+5511988887777"]) {
        const answer = await ok(filter(s, [is("phone_number", number)]));
        expect(answer).toEqual({ meta: { count: 1, current_page: 1 }, payload: [zoe] });
      }
      expect(zoe).toMatchObject({ thumbnail: "", phone_number: "+5511988887777" });
      expect(await namesFor(s, is("phone_number", "551198888777"))).toEqual([]);
      for (const number of ["5511988887777", "+5511988887777"]) {
        const other = { ...is("phone_number", number), filter_operator: "not_equal_to" };
        expect(await namesFor(s, other)).toEqual(["B"]);
        const twice = [is("phone_number", "+5511988887777", "AND"), is("phone_number", number)];
        expect(await namesFor(s, ...twice)).toEqual(["Zoë"]);
      }
    },
  ],
  [
    "39 the Brazilian pair finds the contact under either number, and both of two",
    async (s) => {
      const pair = [is("phone_number", "5511988887777", "OR"), is("phone_number", "551188887777")];
      expect(await namesFor(s, ...pair)).toEqual([]);
      const short = await create(s, { name: "Short", phone_number: "+551188887777" });
      expect(await namesFor(s, ...pair)).toEqual(["Short"]);
      const long = await create(s, { name: "Long", phone_number: "+5511988887777" });
      expect(await namesFor(s, ...pair)).toEqual(["Long", "Short"]);
      await s.api.world.run(mergeContacts, s.tenant.admin, { contactId: long.id, otherId: short.id });
      expect(await namesFor(s, ...pair)).toEqual(["Long"]);
      expect(await namesFor(s, is("phone_number", "551188887777"))).toEqual(["Long"]);
    },
  ],
  [
    "39 only the first value counts, and it may be no list",
    async (s) => {
      await create(s, { name: "A", phone_number: "+4915112345678" });
      await create(s, { name: "B", phone_number: "+4915112345679" });
      const both = { ...is("phone_number", ""), values: ["4915112345678", "4915112345679"] };
      expect(await namesFor(s, both)).toEqual(["A"]);
      expect(await namesFor(s, { ...both, values: "4915112345679" })).toEqual(["B"]);
    },
  ],
  [
    "39 conditions narrow down: AND before OR, in any case",
    async (s) => {
      await create(s, {
        name: "Anna Berg",
        email: "anna@example.test",
        additional_attributes: { city: "Oslo" },
      });
      await create(s, { name: "Bert Berg", identifier: "crm-2", custom_attributes: { plan: "Pro" } });
      await create(s, { name: "Carl", phone_number: "+4712345678", blocked: true });
      const part = (value: string, query_operator: string | null = null): Item => ({
        ...is("name", value, query_operator),
        filter_operator: "contains",
      });
      expect(await namesFor(s, part("berg"))).toEqual(["Bert Berg", "Anna Berg"]);
      expect(await namesFor(s, part("berg", "AND"), is("city", "oslo"))).toEqual(["Anna Berg"]);
      expect(await namesFor(s, part("berg", "and"), is("city", "oslo", "or"), is("blocked", true))).toEqual([
        "Carl",
        "Anna Berg",
      ]);
      expect(await namesFor(s, is("email", "ANNA@example.test", "AND"), part("carl"))).toEqual([]);
      expect(await namesFor(s, { ...is("name", "carl"), filter_operator: "not_equal_to" })).toEqual([
        "Bert Berg",
        "Anna Berg",
      ]);
      const plan = { ...is("plan", "pro"), custom_attribute_type: "contact_attribute" };
      expect(await namesFor(s, plan)).toEqual(["Bert Berg"]);
      expect((await filter(s, [is("plan", "pro")])).status).toBe(422);
      const definition = { attribute_display_name: "Plan", attribute_key: "plan", attribute_display_type: 0 };
      const define = (attribute_model: number, attribute_key: string) =>
        ok(
          s.client.post("/custom_attribute_definitions", {
            json: { ...definition, attribute_model, attribute_key },
          }),
        );
      await define(0, "tier"); // of conversations
      await define(1, "plan");
      expect(await namesFor(s, is("plan", "pro"))).toEqual(["Bert Berg"]);
      expect((await filter(s, [is("tier", "pro")])).status).toBe(422);
      const starts = { ...is("phone_number", "471"), filter_operator: "starts_with" };
      expect(await namesFor(s, starts)).toEqual(["Carl"]);
      const old = { ...is("created_at", "2001-01-01"), filter_operator: "is_less_than" };
      expect(await namesFor(s, old)).toEqual([]);
      expect(await namesFor(s, { ...old, filter_operator: "is_greater_than" })).toHaveLength(3);
      expect(await namesFor(s, { ...is("created_at", "1"), filter_operator: "days_before" })).toEqual([]);
    },
  ],
  [
    "39 a time without a zone is in UTC; what is no time is refused",
    async (s) => {
      const { id } = await create(s, { name: "A", identifier: "a" });
      await s.api.world.database.query("update contact set created_at = $2 where id = $1", [
        id,
        new Date("2026-03-10T12:00:00Z"),
      ]);
      const created = (filter_operator: string, value: unknown) => ({
        ...is("created_at", value),
        filter_operator,
      });
      for (const [value, isLater] of [
        ["2026-03-10T11:59:00", true],
        ["2026-03-10 12:01:00", false],
        ["2026-03-10T13:01:00+01:00", false],
        ["2026-03-10", true],
      ] as const) {
        expect(await namesFor(s, created("is_greater_than", value)), value).toEqual(isLater ? ["A"] : []);
        expect(await namesFor(s, created("is_less_than", value)), value).toEqual(isLater ? [] : ["A"]);
      }
      for (const value of ["2", "Room 5", "2026-13-01"])
        expect((await filter(s, [created("is_greater_than", value)])).status, value).toBe(422);
    },
  ],
  [
    "39 fifteen a page, newest first; contacts that nothing identifies are left out",
    async (s) => {
      for (let i = 0; i < 17; i++) await create(s, { name: `Row ${i}`, identifier: `row-${i}` });
      await create(s, { name: "Row without a name elsewhere" });
      const rows = [{ ...is("name", "row"), filter_operator: "contains" }];
      const first = await ok(filter(s, rows));
      expect(first.meta).toEqual({ count: 17, current_page: 1 });
      expect(first.payload).toHaveLength(15);
      expect(first.payload[0].name).toBe("Row 16");
      expect((await ok(filter(s, rows, "?page=2"))).payload).toHaveLength(2);
      expect((await ok(filter(s, []))).meta).toEqual({ count: 17, current_page: 1 });
    },
  ],
  [
    "39 a bad key, operator, value or conjunction is 422 in upstream's words",
    async (s) => {
      const errorOf = async (...payload: Item[]) => {
        const { status, body } = await filter(s, payload);
        expect(status).toBe(422);
        return body.error;
      };
      expect(await errorOf(is("favourite", "x"))).toContain("Invalid attribute key - [favourite]");
      expect(await errorOf({ ...is("identifier", "x"), filter_operator: "contains" })).toBe(
        "Invalid operator. The allowed operators for identifier are [equal_to,not_equal_to].",
      );
      for (const values of [[], [""], undefined])
        expect(await errorOf({ ...is("phone_number", ""), values })).toBe(
          "Invalid value. The values provided for phone_number are invalid",
        );
      expect(await errorOf({ ...is("created_at", "soon"), filter_operator: "is_less_than" })).toContain(
        "created_at",
      );
      expect(await errorOf(is("name", "a", "XOR"), is("name", "b"))).toBe(
        'Query operator must be either "AND" or "OR".',
      );
      expect((await s.client.post("/contacts/filter", { json: { payload: ["x"] } })).status).toBe(422);
    },
  ],
];

testStories([["contacts/filter", FILTERS]]);
