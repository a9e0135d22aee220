import { expect } from "vitest";
import { ok, type Story, testStories } from "@/test/support/clients/evolution";

const INBOXES: Story[] = [
  [
    "42 created as an API inbox whose messages start as pending; the answer says that nobody takes its replies",
    async (s) => {
      const json = {
        inbox: { name: "Shop", channel: { type: "api", webhook_url: "" } },
        greeting_enabled: true,
      };
      const inbox = await ok(s.client.post("/inboxes/", { json }));
      expect(inbox).toMatchObject({
        name: "Shop",
        channel_type: "Channel::Api",
        webhook_url: null,
        inbox_identifier: expect.stringMatching(/^[0-9a-f]{32}$/),
        lock_to_single_conversation: false,
        additional_attributes: { tickline_warning: "nobody_takes_replies" },
      });
      const { payload } = await ok(s.client.get("/inboxes"));
      expect(payload.map((i: { name: string }) => i.name)).toEqual(["Shop", "Website"]);
      const native = await fetch(`${s.api.url}/v1/inboxes/${inbox.id}`, {
        headers: { authorization: `Bearer ${s.client.token}` },
      });
      expect(await native.json()).toMatchObject({
        messagesStartAs: "pending",
        noTakerSince: expect.any(String),
      });
      const callback = { channel: { webhook_url: "https://a.test/" } };
      const called = await ok(s.client.patch(`/inboxes/${inbox.id}`, { json: callback }));
      expect(called.additional_attributes).toEqual({});
    },
  ],
  [
    "42 an agent sees their own inboxes",
    async (s) => {
      await ok(s.client.post("/inboxes", { json: { name: "Other", channel: { type: "api" } } }));
      const agent = await s.tenant.agent([s.inboxId]);
      expect((await ok(agent.get("/inboxes"))).payload).toMatchObject([{ id: s.inboxId }]);
      expect(await ok(agent.get(`/inboxes/${s.inboxId}/`))).toMatchObject({ id: s.inboxId });
    },
  ],
  [
    "42 name and callback change; absent fields stay",
    async (s) => {
      const path = `/inboxes/${s.inboxId}`;
      const renamed = await ok(s.client.patch(path, { json: { name: "Web" } }));
      expect(renamed).toMatchObject({ name: "Web", webhook_url: "https://example.test/hook" });
      const moved = await ok(s.client.patch(path, { json: { channel: { webhook_url: "https://b.test/" } } }));
      expect(moved).toMatchObject({ name: "Web", webhook_url: "https://b.test/" });
      const form = new FormData();
      form.set("channel[webhook_url]", "null");
      expect(await ok(s.client.patch(path, { form }))).toMatchObject({ name: "Web", webhook_url: null });
    },
  ],
  [
    "42 a name of spaces is none: 422, and the name stays",
    async (s) => {
      const blank = { status: 422, body: { message: "Name can't be blank", attributes: ["name"] } };
      const json = { name: " ", channel: { type: "api" } };
      expect(await s.client.post("/inboxes", { json })).toMatchObject(blank);
      expect(await s.client.patch(`/inboxes/${s.inboxId}`, { json: { name: " " } })).toMatchObject(blank);
      expect((await ok(s.client.get("/inboxes"))).payload).toMatchObject([
        { id: s.inboxId, name: "Website" },
      ]);
    },
  ],
];

const ACCOUNT: Story[] = [
  [
    "44 the profile is the token's user, with the token itself",
    async (s) => {
      const profile = await ok(s.client.get("/api/v1/profile"));
      expect(profile).toMatchObject({
        access_token: s.client.token,
        account_id: s.tenant.accountId,
        id: s.tenant.admin.userId,
        name: "Ada Duarte",
        role: "administrator",
        accounts: [{ id: s.tenant.accountId, role: "administrator" }],
      });
      const agent = await s.tenant.agent([]);
      expect(await ok(agent.get("/api/v1/profile/"))).toMatchObject({ role: "agent", name: "Bo Lind" });
    },
  ],
  [
    "the account",
    async (s) => {
      const { accountId } = s.tenant;
      expect(await ok(s.client.get(""))).toMatchObject({
        id: accountId,
        role: "administrator",
        locale: "en",
      });
    },
  ],
];

testStories([
  ["inboxes", INBOXES],
  ["profile and account", ACCOUNT],
]);
