import { expect } from "vitest";
import {
  ok,
  type Scene,
  type Story,
  show,
  testStories,
  toggle,
  write,
} from "@/test/support/clients/evolution";

const LIA = { name: "Lia", description: "Answers first", outgoing_url: "https://bots.example.com/lia" };

const create = (s: Scene, json: object = LIA) => ok(s.client.post("/agent_bots", { json }));
const link = (s: Scene, bot: number | null) =>
  ok(s.client.post(`/inboxes/${s.inboxId}/set_agent_bot`, { json: { agent_bot: bot } }));
const botOf = async (s: Scene) => (await ok(s.client.get(`/inboxes/${s.inboxId}/agent_bot`))).agent_bot;

const remove = (s: Scene, botId: number) =>
  fetch(`${s.api.url}/api/v1/accounts/${s.tenant.accountId}/agent_bots/${botId}`, {
    method: "DELETE",
    headers: { "api-access-token": s.client.token ?? "" },
  });

/** Why the conversation has its status, and whose it is. */
async function causeOf(s: Scene) {
  const { id } = await show(s);
  const answer = await fetch(`${s.api.url}/v1/conversations/${id}`, {
    headers: { authorization: `Bearer ${s.tenant.client.token}` },
  });
  return answer.json();
}

const BOTS: Story[] = [
  [
    "a bot is created with its secret, which nothing shows again, listed, changed and deleted",
    async (s) => {
      const bot = await create(s);
      expect(bot).toMatchObject({ ...LIA, bot_type: "webhook", account_id: s.tenant.accountId });
      expect(bot.secret).toMatch(/^whsec_/);
      expect(bot.access_token).toMatch(/^[\w-]{43}$/);
      const { secret: _, ...shown } = { ...bot, access_token: null };
      expect(await ok(s.client.get("/agent_bots"))).toEqual([shown]);
      const changed = await ok(s.client.patch(`/agent_bots/${bot.id}`, { json: { name: "Mo" } }));
      expect(changed).toEqual({ ...shown, name: "Mo" });
      expect(await ok(s.client.get(`/agent_bots/${bot.id}`))).toEqual(changed);
      expect((await remove(s, bot.id)).status).toBe(200);
      expect((await s.client.get(`/agent_bots/${bot.id}`)).status).toBe(404);
    },
  ],
  [
    "a bot with a new URL is tried there at once: the failures and the pause were those of the old one",
    async (s) => {
      const bot = await create(s);
      const { database } = s.api.world;
      const fail = () =>
        database.query(
          `update endpoint_progress set failures = 9, opens = 3, open_until = now() + interval '10 minutes'
            where endpoint_id = $1`,
          [bot.id],
        );
      const end = (reason: string) =>
        database.query("update endpoint set state = 'disabled', disabled_reason = $2 where id = $1", [
          bot.id,
          reason,
        ]);
      const stateOf = async () =>
        (await database.query<{ state: string }>("select state from endpoint where id = $1", [bot.id]))[0]
          ?.state;
      const moveTo = (name: string) =>
        ok(
          s.client.patch(`/agent_bots/${bot.id}`, {
            json: { outgoing_url: `https://bots.example.com/${name}` },
          }),
        );
      const read = async () =>
        (
          await database.query<{ failures: number; isOpen: boolean }>(
            `select failures, open_until is not null as "isOpen" from endpoint_progress where endpoint_id = $1`,
            [bot.id],
          )
        )[0];
      await fail();
      await ok(s.client.patch(`/agent_bots/${bot.id}`, { json: { name: "Mo" } }));
      expect(await read()).toEqual({ failures: 9, isOpen: true });
      await moveTo("mo");
      expect(await read()).toEqual({ failures: 0, isOpen: false });
      await end("gone");
      await moveTo("ann");
      expect(await stateOf()).toBe("enabled");
      await end("by_hand");
      await moveTo("bob");
      expect(await stateOf()).toBe("disabled");
    },
  ],
  [
    "a bot without a name or a URL is refused",
    async (s) => {
      for (const [json, attribute] of [
        [{ outgoing_url: LIA.outgoing_url }, "name"],
        [{ name: "Lia" }, "outgoing_url"],
        [{ ...LIA, name: " " }, "name"],
        [{ ...LIA, outgoing_url: "javascript:alert(1)" }, "url"],
      ] as const) {
        const { status, body } = await s.client.post("/agent_bots", { json });
        expect([status, body.attributes]).toEqual([422, [attribute]]);
      }
      const bot = await create(s);
      const renamed = await s.client.patch(`/agent_bots/${bot.id}`, { json: { name: " " } });
      expect([renamed.status, renamed.body.attributes]).toEqual([422, ["name"]]);
    },
  ],
  [
    "42 the bot of an inbox is empty, the linked one, and empty again",
    async (s) => {
      expect(await botOf(s)).toEqual({});
      const [lia, mo] = [await create(s), await create(s, { ...LIA, name: "Mo" })];
      await link(s, lia.id);
      expect(await botOf(s)).toMatchObject({ id: lia.id, name: "Lia" });
      await link(s, mo.id);
      expect(await botOf(s)).toMatchObject({ id: mo.id, name: "Mo" });
      await link(s, null);
      expect(await botOf(s)).toEqual({});
    },
  ],
  [
    "an inbox whose bot was deleted no longer lets conversations wait",
    async (s) => {
      const bot = await create(s);
      await link(s, bot.id);
      const json = { inbox_id: s.inboxId, contact_id: s.contactId };
      expect((await ok(s.client.post("/conversations", { json }))).status).toBe("pending");
      await remove(s, bot.id);
      expect(await botOf(s)).toEqual({});
      expect((await ok(s.client.post("/conversations", { json }))).status).toBe("open");
    },
  ],
  [
    "24 a program that opens a pending conversation of a bot's inbox hands it over, and is not assigned",
    async (s) => {
      const json = { agent_bot: (await create(s)).id, bot_takes_reopened: true };
      await ok(s.client.post(`/inboxes/${s.inboxId}/set_agent_bot`, { json }));
      const agent = await s.tenant.agent([s.inboxId]);
      await toggle(s, { status: "resolved" });
      await write(s, { content: "again", message_type: "incoming" });
      expect((await show(s)).status).toBe("pending");
      const opened = await ok(agent.post(`${s.conversation}/toggle_status`, { json: { status: "open" } }));
      expect(opened.payload.current_status).toBe("open");
      expect(await causeOf(s)).toMatchObject({ cause: { rule: "handoff" }, assigneeId: null });
    },
  ],
  [
    "24 after a hand-over the customer waits, also where the bot has answered, since it or since their message",
    async (s) => {
      await ok(
        s.client.post(`/inboxes/${s.inboxId}/set_agent_bot`, { json: { agent_bot: (await create(s)).id } }),
      );
      await toggle(s, { status: "pending" });
      await write(s, { content: "I asked for a person", message_type: "outgoing" });
      expect((await show(s)).waiting_since).toBe(0);
      await toggle(s, { status: "open" });
      const { waiting_since: since } = await show(s);
      expect(since).toBeGreaterThan(Date.now() / 1000 - 60);

      await toggle(s, { status: "resolved" });
      await toggle(s, { status: "pending" });
      const asked = await write(s, { content: "hello?", message_type: "incoming" });
      await toggle(s, { status: "open" });
      expect((await show(s)).waiting_since).toBe(asked.created_at);
    },
  ],
  [
    "24 without a bot, an agent who opens a pending conversation is assigned",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      await toggle(s, { status: "pending" });
      await ok(agent.post(`${s.conversation}/toggle_status`, { json: { status: "open" } }));
      expect(await causeOf(s)).toMatchObject({ cause: { rule: "manual" }, assigneeId: expect.any(Number) });
    },
  ],
  [
    "an agent sees and changes no bot",
    async (s) => {
      const bot = await create(s);
      const agent = await s.tenant.agent([s.inboxId]);
      expect((await agent.get("/agent_bots")).status).toBe(401);
      expect((await agent.post("/agent_bots", { json: LIA })).status).toBe(401);
      expect((await agent.patch(`/agent_bots/${bot.id}`, { json: LIA })).status).toBe(401);
      expect((await agent.get(`/inboxes/${s.inboxId}/agent_bot`)).status).toBe(401);
    },
  ],
];

testStories([["agent bots", BOTS]]);
