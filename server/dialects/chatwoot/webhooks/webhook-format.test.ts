import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addNote } from "@/server/commands/messages/notes";
import type { Event } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { showDelivery } from "@/server/queries/webhooks/preview-webhook";
import type { Stage } from "@/test/guarantees/laws/stage";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/evolution";
import { withStatus } from "@/test/support/clients/receiver";
import { type ChatwootHooks, openChatwootHooks } from "@/test/support/scenes/chatwoot-hooks";
import { addFile } from "@/test/support/scenes/files";
import { BASE_URL } from "@/test/support/scenes/webhook-scene";
import { createChatwootFormat } from "./webhook-format";

describe("webhook format", () => {
  // The format of Chatwoot's webhooks: how receivers verify them, their files, and what they cost.

  let hooks: ChatwootHooks;
  beforeAll(async () => {
    hooks = await openChatwootHooks();
  });
  afterAll(() => hooks.close());

  test("the headers have the delivery's id, the time, and the signature over time and body", async () => {
    const { stage, receiver, secret } = await hooks.open(["note.created"]);
    receiver.answer = withStatus(500);
    await stage.run(addNote, { ...hooks.place(stage), content: "signed" });
    await hooks.receive(receiver, "message_created");
    receiver.answer = withStatus(200);
    await hooks.scene.pass(10_000);
    const taken = await hooks.receive(receiver, "message_created", 2);
    const ids = taken.map(({ headers }) => headers["x-chatwoot-delivery"]);
    expect(new Set(ids).size).toBe(1);
    for (const { headers, body } of taken) {
      const at = headers["x-chatwoot-timestamp"];
      const expected = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
      expect(headers["x-chatwoot-signature"]).toBe(`sha256=${expected}`);
      expect(headers["content-type"]).toBe("application/json");
    }
    expect(taken[0]?.headers["x-chatwoot-timestamp"]).not.toBe(taken[1]?.headers["x-chatwoot-timestamp"]);
  });

  test("a file has an address that needs no login, and the shown delivery hides it", async () => {
    const { stage, receiver } = await hooks.open(["note.created"]);
    const file = await addFile(hooks.scene.world, stage.admin, "plan.pdf");
    await stage.run(addNote, { ...hooks.place(stage), content: "", fileIds: [file.id] });
    const { json } = await hooks.receiveOne(receiver, "message_created");
    const [attachment] = json.attachments;
    expect(attachment).toMatchObject({ id: file.id, message_id: json.id, extension: "pdf" });
    expect(new URL(attachment.data_url).origin).toBe(BASE_URL);
    expect(attachment.data_url).toMatch(/\/\d{13}-[\w-]{43}\/plan\.pdf$/);
    expect(json.conversation.messages[0].attachments[0].data_url).toBe(attachment.data_url);

    const [delivery] = await hooks.scene.world.database.query<{ id: number }>(
      "select id from delivery where account_id = $1 order by id desc limit 1",
      [stage.accountId],
    );
    const shown = await showDelivery(hooks.scene.world.database, stage.admin, {
      deliveryId: delivery?.id ?? 0,
      now: hooks.scene.world.clock.now,
    });
    expect(JSON.parse(shown.request?.body ?? "").attachments[0].data_url).toBe("…");
    expect(shown.request?.headers["x-chatwoot-signature"]).toBe("…");
  });

  test("a message without files has no key attachments", async () => {
    const { stage, receiver } = await hooks.open(["note.created"]);
    await stage.run(addNote, { ...hooks.place(stage), content: "plain" });
    expect((await hooks.receiveOne(receiver, "message_created")).json).not.toHaveProperty("attachments");
  });

  test("the events of one turn are loaded by a fixed number of statements", async () => {
    const stages = [await hooks.scene.stage(), await hooks.scene.stage()];
    let statements = 0;
    const { database } = hooks.scene.world;
    const query: typeof database.query = (...given) => {
      statements += 1;
      return database.query(...given);
    };
    const { load } = createChatwootFormat(
      { database: { ...database, query }, now: () => new Date() },
      BASE_URL,
    );
    const events = stages.flatMap((stage) =>
      Array.from({ length: 20 }, () => ({ stage, event: eventOf(stage) })),
    );
    const renders = await Promise.all(events.map(({ stage, event }) => load?.(event, stage.accountId)));
    expect(statements).toBeLessThanOrEqual(3);
    const current = { agentOf: () => null, urlsOf: () => ({}), now: new Date() };
    for (const [i, render] of renders.entries())
      expect(JSON.parse(render?.(current)?.body ?? "{}").id).toBe(events[i]?.stage.conversation.displayId);
  });

  /** A change of the stage's conversation. */
  function eventOf({ conversation: { id, displayId, inboxId } }: Stage): Event {
    const sample = { ...sampleEvent("conversation.assigned"), hash: "" } as Event;
    return { ...sample, data: { ...sample.data, id, displayId, inboxId } } as Event;
  }

  test.each(chatwootTypes())("a sample of %s has its name and its object", (type) => {
    const event = { ...sampleEvent(type), hash: "" } as Event;
    const current = { agentOf: () => null, urlsOf: () => ({}), now: new Date() };
    const rendered = hooks.format.render(JSON.stringify(event), () => event, current);
    const body = JSON.parse(rendered?.body ?? "");
    expect(body.event).toMatch(/^(message|conversation|contact)_[a-z_]+$/);
    expect(body.account).toMatchObject({ id: 1 });
    expect(body).toHaveProperty("id");
  });

  /** Needs no database. */
  function chatwootTypes() {
    const never = () => {
      throw new Error("not for names");
    };
    const format = createChatwootFormat({ database: { query: never } as never, now: never }, BASE_URL);
    return format.types ?? [];
  }
});

describe("account webhooks", () => {
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
          [
            { url: "https://a.example.com", subscriptions: ["nonsense"] },
            expect.any(String),
            "subscriptions",
          ],
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
        const move = async (inbox_id: number | null) =>
          (await ok(s.client.patch(`/webhooks/${made.id}`, { json: { inbox_id } }))).payload.webhook;
        expect(await move(null)).not.toHaveProperty("inbox");
        expect((await move(s.inboxId)).inbox).toEqual({ id: s.inboxId, name: "Website" });
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
});
