import { expect } from "vitest";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/chatwoot-scene";

const HOOK = { name: "CRM", url: "https://crm.example.com/hook", subscriptions: ["message_created"] };
const DEFAULTS = [
  ...["conversation_status_changed", "conversation_updated", "conversation_created"],
  ...["contact_created", "contact_updated", "message_created", "message_updated"],
];

const create = async (s: Scene, json: object = HOOK) =>
  (await ok(s.client.post("/webhooks", { json }))).payload.webhook;
const list = async (s: Scene) => (await ok(s.client.get("/webhooks"))).payload.webhooks;

const WEBHOOKS: Story[] = [
  [
    "43 a webhook is created with its secret, which nothing shows again, listed, changed and deleted",
    async (s) => {
      const { secret, ...shown } = await create(s);
      expect(shown).toEqual({ ...HOOK, id: expect.any(Number), account_id: s.tenant.accountId });
      expect(secret).toMatch(/^whsec_/);
      expect(await list(s)).toEqual([shown]);
      const at = `/webhooks/${shown.id}`;
      const changed = (await ok(s.client.put(at, { json: { webhook: { name: "ERP" } } }))).payload.webhook;
      expect(changed).toEqual({ ...shown, name: "ERP" });
      const subscriptions = ["message_updated", "contact_updated"];
      expect((await ok(s.client.patch(at, { json: { subscriptions } }))).payload.webhook).toEqual({
        ...changed,
        subscriptions: subscriptions.reverse(),
      });
      expect((await s.client.delete(at)).status).toBe(200);
      expect(await list(s)).toEqual([]);
      expect((await s.client.patch(at, { json: { name: "gone" } })).status).toBe(404);
    },
  ],
  [
    "43 a webhook without subscriptions gets all that happens here",
    async (s) => {
      const url = (path: string) => ({ url: `https://crm.example.com/${path}` });
      expect((await create(s, url("absent"))).subscriptions).toEqual(DEFAULTS);
      expect((await create(s, { ...url("null"), subscriptions: null })).subscriptions).toEqual(DEFAULTS);
    },
  ],
  [
    "43 a bad URL, an unknown event and no event are refused",
    async (s) => {
      await create(s);
      for (const [json, message, attribute] of [
        [{ ...HOOK, url: "javascript:alert(1)" }, "Url is invalid", "url"],
        [{ name: "CRM" }, "Url can't be blank", "url"],
        [HOOK, "Url has already been taken", "url"],
        [{ url: "https://a.example.com", subscriptions: ["nonsense"] }, expect.any(String), "subscriptions"],
        [{ url: "https://a.example.com", subscriptions: [] }, expect.any(String), "subscriptions"],
        [
          { url: "https://a.example.com", subscriptions: ["inbox_created"] },
          expect.any(String),
          "subscriptions",
        ],
        [{ ...HOOK, url: "https://b.example.com", name: "x".repeat(300) }, expect.any(String), "name"],
      ] as const) {
        const answer = await s.client.post("/webhooks", { json });
        expect([answer.status, answer.body]).toEqual([422, { message, attributes: [attribute] }]);
      }
    },
  ],
  [
    "a webhook of one inbox shows the inbox, and its own URL may be given again",
    async (s) => {
      const made = await create(s, { ...HOOK, inbox_id: s.inboxId });
      expect(made.inbox).toEqual({ id: s.inboxId, name: "Website" });
      const json = { url: HOOK.url, name: "Renamed" };
      const changed = await ok(s.client.patch(`/webhooks/${made.id}`, { json }));
      expect(changed.payload.webhook).toMatchObject({
        url: HOOK.url,
        name: "Renamed",
        inbox: { id: s.inboxId },
      });
    },
  ],
  [
    "an endpoint of another format, a bot and an inbox's callback are no webhooks",
    async (s) => {
      const bot = { name: "Lia", outgoing_url: "https://bots.example.com/lia" };
      const { id } = await ok(s.client.post("/agent_bots", { json: bot }));
      expect(await list(s)).toEqual([]);
      expect((await s.client.patch(`/webhooks/${id}`, { json: { name: "Mine" } })).status).toBe(404);
      expect((await s.client.delete(`/webhooks/${id}`)).status).toBe(404);
    },
  ],
  [
    "43 an agent sees and changes no webhook",
    async (s) => {
      const { id } = await create(s);
      const agent = await s.tenant.agent([s.inboxId]);
      const answers = [
        agent.get("/webhooks"),
        agent.post("/webhooks", { json: { url: "https://a.example.com" } }),
        agent.patch(`/webhooks/${id}`, { json: { name: "Mine" } }),
        agent.delete(`/webhooks/${id}`),
      ];
      for (const answer of await Promise.all(answers)) expect(answer.status).toBe(401);
    },
  ],
];

testStories([["account webhooks", WEBHOOKS]]);
