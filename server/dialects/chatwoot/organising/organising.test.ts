import { expect } from "vitest";
import { ok, type Scene, type Story, show, testStories } from "@/test/support/clients/evolution";

const me = async (s: Scene): Promise<number> => (await ok(s.client.get("/api/v1/profile"))).id;

const LABELS: Story[] = [
  [
    "43 a label is made, changed and deleted; its title is in lower case, its colour the nearest",
    async (s) => {
      const json = { label: { title: "VIP", color: "#fe0000", description: "Pays more" } };
      const made = await ok(s.client.post("/labels", { json }));
      expect(made).toEqual({
        id: expect.any(Number),
        title: "vip",
        description: "Pays more",
        color: "#dc2626",
        show_on_sidebar: true,
      });
      expect(await ok(s.client.get("/labels"))).toEqual({ payload: [made] });
      expect(await ok(s.client.get(`/labels/${made.id}`))).toEqual(made);
      const renamed = await ok(s.client.patch(`/labels/${made.id}`, { json: { title: "gold" } }));
      expect(renamed).toEqual({ ...made, title: "gold" });
      expect((await s.client.post("/labels", { json: { title: "GOLD" } })).status).toBe(422);
      expect((await s.client.post("/labels", { json: { title: "x", color: "red" } })).status).toBe(422);
      await ok(s.client.delete(`/labels/${made.id}`));
      expect(await ok(s.client.get("/labels"))).toEqual({ payload: [] });
      const agent = await s.tenant.agent([s.inboxId]);
      expect((await agent.post("/labels", { json: { title: "x" } })).status).toBe(401);
      expect((await agent.get("/labels")).status).toBe(200);
    },
  ],
];

const CANNED: Story[] = [
  [
    "44 a canned response is made, changed, deleted, and found: code first, then text",
    async (s) => {
      const make = (short_code: string, content: string) =>
        ok(s.client.post("/canned_responses", { json: { canned_response: { short_code, content } } }));
      const hello = await make("hello", "Hi {{contact.name}}");
      expect(hello).toEqual({
        id: expect.any(Number),
        account_id: s.tenant.accountId,
        short_code: "hello",
        content: "Hi {{contact.name}}",
        created_at: expect.any(String),
        updated_at: expect.any(String),
      });
      await make("bye", "hello again");
      await make("othello", "A play");
      const codes = async (search: string) =>
        (await ok(s.client.get(`/canned_responses${search}`))).map(
          ({ short_code }: { short_code: string }) => short_code,
        );
      expect(await codes("")).toEqual(["bye", "hello", "othello"]);
      expect(await codes("?search=hello")).toEqual(["hello", "othello", "bye"]);
      const changed = await ok(s.client.put(`/canned_responses/${hello.id}`, { json: { content: "Hi" } }));
      expect(changed).toMatchObject({ short_code: "hello", content: "Hi" });
      await ok(s.client.delete(`/canned_responses/${hello.id}`));
      expect(await codes("?search=hello")).toEqual(["othello", "bye"]);
      expect((await s.client.post("/canned_responses", { json: { short_code: "x" } })).status).toBe(422);
      const again = { short_code: "twice", content: "x" };
      await ok(s.client.post("/canned_responses", { json: again }));
      expect((await s.client.post("/canned_responses", { json: again })).body).toEqual({
        message: "Short code has already been taken",
        attributes: ["short_code"],
      });
    },
  ],
];

const TEAMS: Story[] = [
  [
    "32 a conversation is assigned to a team, and shown and listed with it",
    async (s) => {
      const team = await ok(s.client.post("/teams", { json: { name: "Returns" } }));
      expect(team).toEqual({
        id: expect.any(Number),
        name: "Returns",
        description: null,
        allow_auto_assign: false,
        account_id: s.tenant.accountId,
        is_member: false,
      });
      const assign = (json: object) => ok(s.client.post(`${s.conversation}/assignments`, { json }));
      expect(await assign({ team_id: `${team.id}` })).toEqual(team);
      expect((await show(s)).meta.team).toEqual(team);
      const listed = await ok(s.client.get(`/conversations?team_id=${team.id}`));
      expect(listed.data).toMatchObject({ meta: { all_count: 1 }, payload: [{ id: s.conversationId }] });
      expect(await assign({ team_id: 0 })).toBeNull();
      expect((await show(s)).meta).not.toHaveProperty("team");
      expect((await ok(s.client.get(`/conversations?team_id=${team.id}`))).data.payload).toEqual([]);
      await assign({ team_id: team.id });
      expect(await assign({ team_id: 999_999 })).toBeNull();
      expect(await assign({})).toBeNull();
    },
  ],
  [
    "a team's members are added, replaced and removed",
    async (s) => {
      const team = await ok(s.client.post("/teams", { json: { name: "Returns" } }));
      const agent = await s.tenant.agent([s.inboxId]);
      const [mine, theirs] = [await me(s), (await ok(agent.get("/api/v1/profile"))).id];
      const members = `/teams/${team.id}/team_members`;
      const ids = async () => (await ok(s.client.get(members))).map(({ id }: { id: number }) => id).sort();
      expect(await ok(s.client.post(members, { json: { user_ids: [mine] } }))).toMatchObject([
        { id: mine, role: "administrator" },
      ]);
      await ok(s.client.post(members, { json: { user_ids: [theirs] } }));
      expect(await ids()).toEqual([mine, theirs].sort());
      expect((await ok(s.client.get(`/teams/${team.id}`))).is_member).toBe(true);
      await ok(s.client.delete(members, { json: { user_ids: [mine] } }));
      expect(await ids()).toEqual([theirs]);
      await ok(s.client.patch(members, { json: { user_ids: [mine] } }));
      expect(await ids()).toEqual([mine]);
      expect((await s.client.post(members, { json: { user_ids: ["x"] } })).status).toBe(404);
      expect((await agent.post(members, { json: { user_ids: [theirs] } })).status).toBe(401);
      await ok(s.client.patch(`/teams/${team.id}`, { json: { team: { name: "Refunds" } } }));
      expect(await ok(s.client.get("/teams"))).toMatchObject([{ name: "Refunds" }]);
      await ok(s.client.delete(`/teams/${team.id}`));
      expect(await ok(s.client.get("/teams"))).toEqual([]);
      expect((await s.client.get(`/teams/${team.id}`)).status).toBe(404);
    },
  ],
];

const MEMBERS: Story[] = [
  [
    "42 agents, and those of an inbox: added, replaced, removed",
    async (s) => {
      const agent = await s.tenant.agent([]);
      const { id } = await ok(agent.get("/api/v1/profile"));
      const agents = await ok(s.client.get("/agents"));
      expect(agents).toHaveLength(2);
      expect(agents).toContainEqual(
        expect.objectContaining({ id, role: "agent", name: "Bo Lind", confirmed: true }),
      );
      const members = async () => (await ok(s.client.get(`/inbox_members/${s.inboxId}`))).payload;
      expect(await members()).toEqual([]);
      const json = { inbox_id: `${s.inboxId}`, user_ids: [id] };
      expect(await ok(s.client.post("/inbox_members", { json }))).toMatchObject({ payload: [{ id }] });
      expect(await members()).toMatchObject([{ id }]);
      expect((await agent.get(s.conversation)).status).toBe(200);
      await ok(s.client.delete("/inbox_members", { json }));
      expect(await members()).toEqual([]);
      expect((await agent.get(s.conversation)).status).toBe(401);
      await ok(s.client.patch("/inbox_members", { json: { ...json, user_ids: [id] } }));
      expect(await ok(s.client.patch("/inbox_members", { json: { ...json, user_ids: [] } }))).toEqual({
        payload: [],
      });
      expect((await agent.post("/inbox_members", { json })).status).toBe(401);
    },
  ],
];

testStories([
  ["labels", LABELS],
  ["canned responses", CANNED],
  ["teams", TEAMS],
  ["members", MEMBERS],
]);
