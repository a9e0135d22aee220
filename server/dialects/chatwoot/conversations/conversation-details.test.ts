import { expect } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { ok, type Scene, type Story, show, testStories, write } from "@/test/support/clients/chatwoot-scene";
import { PNG } from "@/test/support/scenes/sample-files";

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
        expect(await ok(post(s, "custom_attributes", { custom_attributes }))).toEqual({ custom_attributes });
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
      const queued = await s.api.world.database.query("select email, kind from mail where account_id = $1", [
        s.tenant.accountId,
      ]);
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
