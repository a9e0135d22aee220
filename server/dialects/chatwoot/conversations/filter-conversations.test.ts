import { expect } from "vitest";
import { ok, type Scene, type Story, testStories, toggle } from "@/test/support/clients/chatwoot-scene";

type Item = {
  attribute_key: string;
  filter_operator: string;
  values?: unknown;
  query_operator?: string | null;
};
const is = (attribute_key: string, values: unknown, query_operator: string | null = null): Item => ({
  attribute_key,
  filter_operator: "equal_to",
  values,
  query_operator,
});
const filter = (s: Scene, ...payload: Item[]) =>
  s.client.post("/conversations/filter", { json: { payload } });
const idsFor = async (s: Scene, ...payload: Item[]): Promise<number[]> =>
  (await ok(filter(s, ...payload))).payload.map(({ id }: { id: number }) => id);

async function another(s: Scene): Promise<number> {
  const json = { inbox_id: s.inboxId, contact_id: s.contactId };
  return (await ok(s.client.post("/conversations", { json }))).id;
}

const FILTERS: Story[] = [
  [
    "20 by status, with counts that are not nested in data",
    async (s) => {
      const id = await another(s);
      await toggle(s, { status: "resolved" });
      const answer = await ok(filter(s, is("status", ["resolved"])));
      expect(answer.meta).toEqual({ mine_count: 0, unassigned_count: 1, all_count: 1 });
      expect(answer.payload).toMatchObject([
        { id: s.conversationId, status: "resolved", meta: { sender: {} } },
      ]);
      expect(await idsFor(s, is("status", ["open", "resolved"]))).toHaveLength(2);
      expect(await idsFor(s, is("status", ["open"], "OR"), is("status", ["resolved"]))).toHaveLength(2);
      expect(await idsFor(s, is("status", ["all"]))).toHaveLength(2);
      expect(await idsFor(s)).toHaveLength(2);
      const not = { ...is("status", ["resolved"]), filter_operator: "not_equal_to" };
      expect(await idsFor(s, not)).toEqual([id]);
    },
  ],
  [
    "20 by assignee, inbox, contact, priority, label and number",
    async (s) => {
      const id = await another(s);
      const { id: me } = await ok(s.client.get("/api/v1/profile"));
      await ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: me } }));
      await ok(s.client.post(`${s.conversation}/labels`, { json: { labels: ["vip"] } }));
      expect(await idsFor(s, is("assignee_id", [me]))).toEqual([s.conversationId]);
      expect(await idsFor(s, { attribute_key: "assignee_id", filter_operator: "is_not_present" })).toEqual([
        id,
      ]);
      const assigned = { attribute_key: "assignee_id", filter_operator: "is_present" };
      const { meta, payload } = await ok(filter(s, assigned));
      expect(payload).toMatchObject([{ id: s.conversationId }]);
      expect(meta).toEqual({ mine_count: 1, unassigned_count: 0, all_count: 1 });
      expect(await idsFor(s, is("labels", ["VIP"], "AND"), is("status", "open"))).toEqual([s.conversationId]);
      expect(
        await idsFor(s, is("inbox_id", [`${s.inboxId}`], "and"), is("contact_id", s.contactId)),
      ).toHaveLength(2);
      expect(await idsFor(s, is("inbox_id", [999_999]))).toEqual([]);
      expect(await idsFor(s, is("priority", ["high"]))).toEqual([]);
      expect(await idsFor(s, is("display_id", [id]))).toEqual([id]);
      expect(await idsFor(s, is("display_id", [999_999]))).toEqual([]);
    },
  ],
  [
    "20 an agent finds conversations of their own inboxes only",
    async (s) => {
      const outsider = await s.tenant.agent([]);
      for (const item of [is("status", ["all"]), is("display_id", [s.conversationId])]) {
        const { body } = await outsider.post("/conversations/filter", { json: { payload: [item] } });
        expect(body).toEqual({ meta: { mine_count: 0, unassigned_count: 0, all_count: 0 }, payload: [] });
      }
    },
  ],
  [
    "20 a bad key, operator, value or conjunction is 422",
    async (s) => {
      const errorOf = async (...payload: Item[]) => {
        const { status, body } = await filter(s, ...payload);
        expect(status).toBe(422);
        return body.error;
      };
      expect(await errorOf(is("phone_number", ["1"]))).toContain("Invalid attribute key - [phone_number]");
      expect(await errorOf({ ...is("status", ["open"]), filter_operator: "eq" })).toBe(
        "Invalid operator. The allowed operators for status are [equal_to,not_equal_to].",
      );
      expect(await errorOf(is("status", []))).toContain("Invalid value");
      expect(await errorOf(is("status", ["done"]))).toContain("Invalid value");
      expect(await errorOf(is("inbox_id", ["x"]))).toContain("Invalid value");
      expect(await errorOf(is("status", ["open"], "OR"), is("contact_id", [1]))).toContain("OR");
      expect(await errorOf({ ...is("created_at", ["May"]), filter_operator: "is_less_than" })).toContain(
        "Invalid",
      );
      expect(await errorOf(is("status", ["open"], "XOR"), is("inbox_id", [1]))).toContain("Query operator");
      expect(await errorOf(is("inbox_id", [1], "AND"), is("inbox_id", [2]))).toContain("twice");
    },
  ],
];

testStories([["conversations/filter", FILTERS]]);
