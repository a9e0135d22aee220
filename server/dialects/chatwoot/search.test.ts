import { expect } from "vitest";
import { indexWords } from "@/server/worker/jobs/rework";
import { ok, type Scene, type Story, testStories, write } from "@/test/support/clients/chatwoot-scene";

async function get(s: Scene, path: string) {
  await indexWords(s.api.world);
  return ok(s.client.get(path));
}

const STORIES: Story[] = [
  [
    "20 search finds contacts, conversations and messages, each at its own path and all at one",
    async (s) => {
      const written = await write(s, { content: "The parcel is late", message_type: "incoming" });
      const { payload: messages } = await get(s, "/search/messages?q=parcel");
      expect(messages.messages).toMatchObject([
        {
          id: written.id,
          content: "The parcel is late",
          message_type: 0,
          conversation_id: s.conversationId,
          sender: { id: s.contactId, type: "contact" },
          inbox: { id: s.inboxId, name: "Website" },
        },
      ]);
      const { payload: contacts } = await get(s, "/search/contacts?q=wen");
      expect(contacts).toEqual({ contacts: [expect.objectContaining({ id: s.contactId })] });
      const { payload: found } = await get(s, "/search/conversations?q=wen");
      expect(found.conversations).toMatchObject([
        {
          id: s.conversationId,
          contact: { id: s.contactId },
          inbox: { id: s.inboxId },
          agent: null,
          account_id: s.tenant.accountId,
        },
      ]);
      const { payload: all } = await get(s, "/search?q=wen");
      expect(all).toEqual({ ...found, ...contacts, messages: [], articles: [] });
    },
  ],
  [
    "20 conversations/search shows conversations with their matching messages",
    async (s) => {
      await write(s, { content: "unrelated" });
      await write(s, { content: "parcel one", message_type: "incoming" });
      await write(s, { content: "parcel two" });
      const { meta, payload } = await get(s, "/conversations/search?q=parcel");
      expect(meta).toEqual({ mine_count: 0, unassigned_count: 1, all_count: 1 });
      expect(payload).toMatchObject([
        {
          id: s.conversationId,
          contact: { id: s.contactId },
          messages: [
            { content: "parcel two", message_type: 1, sender_name: expect.any(String) },
            { content: "parcel one", message_type: 0 },
          ],
        },
      ]);
    },
  ],
  [
    "a search without a text, a page beyond the last one and a page without hits",
    async (s) => {
      expect((await s.client.get("/search?q=")).status).toBe(422);
      expect((await s.client.get("/conversations/search")).status).toBe(422);
      expect((await s.client.get("/search?q=wen&page=4")).status).toBe(422);
      expect((await get(s, "/search/contacts?q=wen&page=2")).payload).toEqual({ contacts: [] });
    },
  ],
  [
    "an agent finds messages and conversations of their inboxes only",
    async (s) => {
      await write(s, { content: "The parcel is late", message_type: "incoming" });
      await indexWords(s.api.world);
      const outsider = await s.tenant.agent([]);
      expect((await ok(outsider.get("/search/messages?q=parcel"))).payload).toEqual({ messages: [] });
      expect((await ok(outsider.get("/search/conversations?q=wen"))).payload).toEqual({ conversations: [] });
      expect((await ok(outsider.get("/conversations/search?q=parcel"))).payload).toEqual([]);
      expect((await s.tenant.anonymous.get("/search?q=parcel")).status).toBe(401);
    },
  ],
];

testStories([["search", STORIES]]);
