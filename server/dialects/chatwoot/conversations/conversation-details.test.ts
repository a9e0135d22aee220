import { describe, expect } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import {
  ok,
  type Scene,
  type Story,
  show,
  testStories,
  toggle,
  write,
} from "@/test/support/clients/evolution";
import { PNG } from "@/test/support/scenes/files";

describe("conversation details", () => {
  const post = (s: Scene, action: string, json?: object) =>
    s.client.post(`${s.conversation}/${action}`, json && { json });

  const DETAILS: Story[] = [
    [
      "22 25 a priority is set and removed",
      async (s) => {
        await ok(post(s, "toggle_priority", { priority: "urgent" }));
        expect((await show(s)).priority).toBe("urgent");
        await ok(post(s, "toggle_priority", { priority: null }));
        expect((await show(s)).priority).toBeNull();
        for (const method of ["patch", "put"] as const)
          expect(await ok(s.client[method](s.conversation, { json: { priority: "high" } }))).toMatchObject({
            id: s.conversationId,
            priority: "high",
          });
        await ok(s.client.patch(s.conversation, { json: {} }));
        await ok(post(s, "toggle_priority"));
        expect((await show(s)).priority).toBeNull();
        expect((await post(s, "toggle_priority", { priority: "top" })).status).toBe(422);
      },
    ],
    [
      "29 34 muting resolves and blocks: messages no longer reopen; unmuting unblocks only",
      async (s) => {
        await ok(post(s, "mute"));
        expect(await show(s)).toMatchObject({ status: "resolved", muted: true });
        await write(s, { content: "hello?", message_type: "incoming" });
        expect((await show(s)).status).toBe("resolved");
        await ok(post(s, "unmute"));
        expect(await show(s)).toMatchObject({ status: "resolved", muted: false });
        await write(s, { content: "hello?", message_type: "incoming" });
        expect((await show(s)).status).toBe("open");
      },
    ],
    [
      "30 custom attributes are replaced as a whole",
      async (s) => {
        for (const custom_attributes of [{ order: "A-1", vip: true }, { order: "A-2" }, {}]) {
          expect(await ok(post(s, "custom_attributes", { custom_attributes }))).toEqual({
            custom_attributes,
          });
          expect((await show(s)).custom_attributes).toEqual(custom_attributes);
        }
        expect((await post(s, "custom_attributes", {})).status).toBe(422);
      },
    ],
    [
      "33 participants are listed, added, replaced and removed",
      async (s) => {
        const agent = await s.tenant.agent([s.inboxId]);
        const { id: theirs } = await ok(agent.get("/api/v1/profile"));
        const { id: mine } = await ok(s.client.get("/api/v1/profile"));
        const at = `${s.conversation}/participants`;
        const ids = async () => (await ok(s.client.get(at))).map(({ id }: { id: number }) => id);
        expect(await ok(s.client.post(at, { json: { user_ids: [theirs] } }))).toMatchObject([
          { id: theirs, role: "agent" },
        ]);
        await ok(s.client.put(at, { json: { user_ids: [mine] } }));
        expect(await ids()).toEqual([mine]);
        await ok(s.client.delete(at, { json: { user_ids: [mine] } }));
        expect(await ids()).toEqual([]);
        expect((await s.client.post(at, { json: { user_ids: [999_999] } })).status).toBe(404);
        expect((await s.client.post(at, { json: {} })).status).toBe(422);
      },
    ],
    [
      "30 the files of a conversation, with who sent them",
      async (s) => {
        const form = new FormData();
        form.set("message_type", "incoming");
        form.append("attachments[]", new File([new Uint8Array(PNG)], "receipt.png", { type: "image/png" }));
        const { id } = await ok(s.client.post(s.messages, { form }));
        const { meta, payload } = await ok(s.client.get(`${s.conversation}/attachments`));
        expect(await ok(s.client.get(`${s.conversation}/attachments?page=2`))).toEqual({ meta, payload: [] });
        expect(meta).toEqual({ total_count: 1 });
        expect(payload).toMatchObject([
          {
            message_id: id,
            file_type: "image",
            extension: "png",
            sender: { id: s.contactId, type: "contact" },
          },
        ]);
      },
    ],
    [
      "29 a transcript is mailed to an address, where a mail server is configured",
      async (s) => {
        const refused = await post(s, "transcript", { email: "li@example.test" });
        expect(refused).toEqual({ status: 422, body: { error: expect.stringContaining("SMTP_URL") } });
        s.api.services = createServices({ ...s.api.services, mailsLinks: true });
        for (const email of ["", "nobody", "a b@example.test"])
          expect(await post(s, "transcript", { email })).toMatchObject({
            status: 422,
            body: { attributes: ["email"] },
          });
        await ok(post(s, "transcript", { email: "li@example.test" }));
        const queued = await s.api.world.database.query(
          "select email, kind from mail where account_id = $1",
          [s.tenant.accountId],
        );
        expect(queued).toEqual([{ email: "li@example.test", kind: "transcript" }]);
      },
    ],
    [
      "42 an inbox without a bot says so",
      async (s) => {
        expect(await ok(s.client.get(`/inboxes/${s.inboxId}/agent_bot`))).toEqual({ agent_bot: {} });
      },
    ],
  ];

  testStories([["what a conversation has", DETAILS]]);
});

describe("filter conversations", () => {
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
        expect(await idsFor(s, is("labels", ["VIP"], "AND"), is("status", "open"))).toEqual([
          s.conversationId,
        ]);
        expect(
          await idsFor(s, is("inbox_id", [`${s.inboxId}`], "and"), is("contact_id", s.contactId)),
        ).toHaveLength(2);
        expect(await idsFor(s, is("inbox_id", [999_999]))).toEqual([]);
        expect(await idsFor(s, is("priority", ["high"]))).toEqual([]);
        expect(await idsFor(s, is("display_id", [id]))).toEqual([id]);
        expect(await idsFor(s, is("display_id", [999_999]))).toEqual([]);
        const json = { payload: [is("display_id", [id])], page: 2 };
        const next = await ok(s.client.post("/conversations/filter", { json }));
        expect([next.meta.all_count, next.payload]).toEqual([1, []]);
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
});
