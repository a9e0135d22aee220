import { describe, expect } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { setAvatar } from "@/server/commands/members/profile";
import { ok, type Scene, type Story, show, testStories, write } from "@/test/support/clients/evolution";
import { addFile, formOf, PNG } from "@/test/support/scenes/files";

describe("profile", () => {
  const PROFILE = "/api/v1/profile";

  const get = (s: Scene) => ok(s.client.get(PROFILE));

  const PROFILES: Story[] = [
    [
      "44 a member changes their own name, plain or below `profile`",
      async (s) => {
        expect((await ok(s.client.put(PROFILE, { json: { profile: { name: "Ada L." } } }))).name).toBe(
          "Ada L.",
        );
        expect((await ok(s.client.patch(PROFILE, { json: { name: "Ada" } }))).available_name).toBe("Ada");
        expect((await get(s)).name).toBe("Ada");
        expect(await ok(s.client.put(PROFILE, { json: { ui_settings: { dark: true } } }))).toEqual(
          await get(s),
        );
      },
    ],
    [
      "a blank name, an email and a password are refused",
      async (s) => {
        const before = await get(s);
        for (const [profile, attribute] of [
          [{ name: " " }, "name"],
          [{ name: "x".repeat(101) }, "name"],
          [{ name: "New", email: "new@example.test" }, "email"],
          [{ password: "hunter2!", password_confirmation: "hunter2!" }, "password"],
        ] as const) {
          const { status, body } = await s.client.put(PROFILE, { json: { profile } });
          expect([status, body.attributes]).toEqual([422, [attribute]]);
        }
        expect(await get(s)).toEqual(before);
      },
    ],
    [
      "a picture is set by a form and removed",
      async (s) => {
        const form = formOf(
          { "profile[name]": "Ada" },
          [{ name: "a.png", bytes: PNG, type: "image/png" }],
          "profile[avatar]",
        );
        const shown = await ok(s.client.put(PROFILE, { form }));
        expect(shown).toMatchObject({ name: "Ada", avatar_url: expect.stringMatching(/^http/) });
        expect((await ok(s.client.delete(`${PROFILE}/avatar`))).avatar_url).toBe("");
      },
    ],
    [
      "44 the availability is online or busy; offline is busy here",
      async (s) => {
        const set = (availability: string) =>
          s.client.post(`${PROFILE}/availability`, { json: { profile: { availability } } });
        for (const [given, shown] of [
          ["busy", "busy"],
          ["online", "online"],
          ["offline", "busy"],
        ] as const) {
          expect((await ok(set(given))).accounts[0].availability).toBe(shown);
          expect((await get(s)).accounts[0].availability).toBe(shown);
        }
        expect((await set("asleep")).status).toBe(422);
        expect((await s.tenant.anonymous.post(`${PROFILE}/availability`)).status).toBe(401);
      },
    ],
  ];

  const agents = async (s: Scene): Promise<{ id: number; email: string }[]> => ok(s.client.get("/agents"));

  const AGENTS: Story[] = [
    [
      "44 an administrator invites an agent, who is not confirmed yet and sees no inbox, and deactivates them",
      async (s) => {
        const json = { name: "Bea", email: "bea@example.test", role: "agent" };
        const made = await ok(s.client.post("/agents", { json }));
        expect(made).toMatchObject({ ...json, confirmed: false, account_id: s.tenant.accountId });
        expect(JSON.stringify(made)).not.toContain("secret");
        expect(await agents(s)).toContainEqual(made);
        expect((await ok(s.client.get(`/inbox_members/${s.inboxId}`))).payload).toEqual([]);
        const at = `/agents/${made.id}`;
        expect((await ok(s.client.patch(at, { json: { availability: "busy" } }))).id).toBe(made.id);
        expect((await s.client.delete(at)).status).toBe(200);
        expect((await agents(s)).map(({ id }) => id)).not.toContain(made.id);
        expect((await s.client.delete(at)).status).toBe(404);
      },
    ],
    [
      "a bad or taken email and another's name or role are refused",
      async (s) => {
        const made = await ok(s.client.post("/agents", { json: { email: "bea@example.test" } }));
        expect(made.name).toBe("bea");
        for (const [json, attribute] of [
          [{ name: "Bea" }, "email"],
          [{ name: "Bea", email: "bea" }, "email"],
          [{ name: "Bea", email: "bea@example.test" }, "email"],
          [{ email: "b@example.test", role: "owner" }, "role"],
        ] as const) {
          const { status, body } = await s.client.post("/agents", { json });
          expect([status, body.attributes]).toEqual([422, [attribute]]);
        }
        for (const json of [{ name: "Other" }, { role: "administrator" }, { availability: "asleep" }])
          expect((await s.client.patch(`/agents/${made.id}`, { json })).status).toBe(422);
      },
    ],
    [
      "a token makes no administrator and deactivates none",
      async (s) => {
        const json = { email: "root@example.test", role: "administrator" };
        expect((await s.client.post("/agents", { json })).status).toBe(403);
        expect((await s.client.delete(`/agents/${s.tenant.admin.userId}`)).status).toBe(403);
      },
    ],
    [
      "44 an agent lists the agents and changes none",
      async (s) => {
        const agent = await s.tenant.agent([s.inboxId]);
        const at = `/agents/${agent.caller?.userId}`;
        expect((await ok(agent.get("/agents"))).length).toBe(2);
        expect((await agent.post("/agents", { json: { email: "x@example.test" } })).status).toBe(401);
        expect((await agent.patch(at, { json: { availability: "busy" } })).status).toBe(401);
        expect((await agent.delete(at)).status).toBe(401);
      },
    ],
  ];

  const INBOXES: Story[] = [
    [
      "42 the secret of an inbox is shown to administrators alone, and reset",
      async (s) => {
        const at = `/inboxes/${s.inboxId}`;
        const { secret } = await ok(s.client.get(at));
        expect(secret).toMatch(/^whsec_/);
        const agent = await s.tenant.agent([s.inboxId]);
        expect((await ok(agent.get(at))).secret).toBeUndefined();
        expect((await agent.post(`${at}/reset_secret`)).status).toBe(401);
        const reset = await ok(s.client.post(`${at}/reset_secret`));
        expect(reset).toMatchObject({ id: s.inboxId, secret: expect.stringMatching(/^whsec_/) });
        expect(reset.secret).not.toBe(secret);
        expect((await ok(s.client.get(at))).secret).toBe(reset.secret);
      },
    ],
  ];

  testStories([
    ["profile", PROFILES],
    ["agents", AGENTS],
    ["the secret of an inbox", INBOXES],
  ]);
});

describe("avatars", () => {
  /** Gives the administrator a picture; their token writes as them. */
  async function setPicture({ api, tenant }: Scene): Promise<number> {
    const { id } = await addFile(api.world, tenant.admin);
    await api.world.run(setAvatar, tenant.admin, { avatarFileId: id });
    return id;
  }

  const addressOf = (fileId: number) =>
    expect.stringMatching(
      new RegExp(
        `^http://127\\.0\\.0\\.1:\\d+/files/${fileId}/avatar\\?preview&expires=\\d+&signature=[\\w-]+$`,
      ),
    );

  const STORIES: Story[] = [
    [
      "the profile, senders and assignees have the signed address of the member's picture, or none",
      async (s) => {
        await write(s, { content: "before" });
        const { profile } = await ownPictures(s);
        expect(profile).toBe("");
        const id = await setPicture(s);
        expect(await ownPictures(s)).toEqual({
          profile: addressOf(id),
          sender: [addressOf(id), addressOf(id)],
          listed: addressOf(id),
          assignee: addressOf(id),
        });
      },
    ],
    [
      "customers' software is not shown pictures of members",
      async (s) => {
        await setPicture(s);
        await s.api.world.run(updateInbox, s.tenant.admin, { inboxId: s.inboxId, publicApi: true });
        const contacts = `/public/api/v1/inboxes/${s.identifier}/contacts`;
        const { source_id } = await ok(s.tenant.anonymous.post(contacts, { json: {} }));
        const conversations = `${contacts}/${source_id}/conversations`;
        const { id } = await ok(s.tenant.anonymous.post(conversations, { json: {} }));
        await ok(s.client.post(`/conversations/${id}/messages`, { json: { content: "Hello" } }));
        const [message] = await ok(s.tenant.anonymous.get(`${conversations}/${id}/messages`));
        expect(message).toMatchObject({ content: "Hello", sender: { avatar_url: "", thumbnail: "" } });
      },
    ],
  ];

  async function ownPictures(s: Scene) {
    const profile = await ok(s.client.get("/api/v1/profile"));
    const { sender } = await write(s, { content: "Hello" });
    const userId = s.tenant.admin.userId;
    await ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: userId } }));
    const shown = await show(s);
    return {
      profile: profile.avatar_url,
      sender: [sender.avatar_url, sender.thumbnail],
      listed: shown.messages[0].sender.thumbnail,
      assignee: shown.meta.assignee.thumbnail,
    };
  }

  testStories([["pictures of members", STORIES]]);
});
