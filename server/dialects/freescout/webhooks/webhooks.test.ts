import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeStatus, markSpam } from "@/server/commands/conversations/change-status";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import type { Receiver, Taken } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { freescout } from "./webhook-format";
import { typesOf, WEBHOOK_EVENTS, type WebhookEvent } from "./webhooks";

describe("webhooks", () => {
  // What n8n's trigger, a Python client and others rely on, documented or not.

  let api: Api;
  let scene: WireScene;
  beforeAll(async () => {
    api = await openFreescout();
    scene = await openScene(api);
  });
  afterAll(() => api.close());

  const url = "https://hooks.example.com/n8n";

  const create = (json: object, headers?: Record<string, string>) =>
    scene.client.post("/webhooks", { url, events: ["convo.created"], ...json }, headers);

  const list = async () => (await scene.client.get("/webhooks")).body._embedded.webhooks;

  test("a webhook is created, listed and deleted as n8n's trigger does", async () => {
    const made = await create({ events: ["convo.status", "convo.customer.reply.created"] });
    expect(made.status).toBe(201);
    expect(made.headers.get("resource-id")).toBe(String(made.body.id));
    expect(made.body).toEqual({
      id: expect.any(Number),
      url,
      events: ["convo.status", "convo.customer.reply.created"],
      mailboxes: [],
      secret: expect.stringMatching(/^whsec_/),
    });
    expect(await list()).toContainEqual({
      id: made.body.id,
      url,
      events: ["convo.status", "convo.customer.reply.created"],
      mailboxes: [],
      lastRunTime: null,
      lastRunError: "",
    });
    const deleted = await scene.client.delete(`/webhooks/${made.body.id}`);
    expect({ status: deleted.status, body: deleted.body }).toEqual({ status: 204, body: null });
    expect((await list()).map(({ id }: { id: number }) => id)).not.toContain(made.body.id);
    expect((await scene.client.delete(`/webhooks/${made.body.id}`)).status).toBe(404);
  });

  test("every FreeScout event can be subscribed to, and is returned by its name", async () => {
    const { body } = await create({ events: WEBHOOK_EVENTS });
    expect(body.events).toEqual(WEBHOOK_EVENTS);
  });

  test("mailboxes filter it; an unknown mailbox is not found", async () => {
    const { body } = await create({ mailboxes: [scene.inboxId] });
    expect(body.mailboxes).toEqual([scene.inboxId]);
    expect((await create({ mailboxes: [999_999_999] })).status).toBe(404);
  });

  test("a secret may be given, so that a receiver keeps its own", async () => {
    const secret = `whsec_${Buffer.from("a secret of thirty-two bytes....").toString("base64")}`;
    expect((await create({ secret })).body.secret).toBe(secret);
    const ofFreescout = "0cc175b9c0f1b6a831c399e269772661";
    expect((await create({ secret: ofFreescout })).body.secret).toBe(ofFreescout);
    expect((await create({ secret: "short" })).body._embedded.errors).toMatchObject([{ path: "secret" }]);
  });

  describe("a refused webhook", () => {
    test.each([
      ["no url", { url: undefined }, "url"],
      ["no event", { events: [] }, "events"],
      ["an unknown event", { events: ["convo.tags"] }, "events.0"],
      ["an address of this machine", { url: "http://127.0.0.1/hook" }, "url"],
      ["a private address", { url: "http://[::ffff:10.0.0.1]/" }, "url"],
      ["an invalid URL", { url: "not a url" }, "url"],
    ])("%s", async (_, json, path) => {
      const { status, body } = await create(json);
      expect(status, JSON.stringify(body)).toBe(400);
      expect(body._embedded.errors).toMatchObject([{ path, message: expect.any(String), source: "JSON" }]);
    });

    test("for a forbidden address names what an operator may allow", async () => {
      const { body } = await create({ url: "http://192.168.1.5/" });
      expect(body._embedded.errors[0].message).toContain("WEBHOOK_ALLOW_CIDRS");
    });
  });

  test("a repeated request creates one webhook under one Idempotency-Key, with its secret", async () => {
    const key = { "idempotency-key": "lost" };
    const [first, second] = [await create({}, key), await create({}, key)];
    expect(second.body).toEqual(first.body);
    expect((await create({ url: "https://other.example.com/" }, key)).status).toBe(400);
    const [row] = await api.world.database.query<{ answer: unknown }>(
      "select answer from idempotency where account_id = $1 and key = 'lost'",
      [scene.accountId],
    );
    expect(JSON.stringify(row)).not.toContain(first.body.secret);
  });

  test("endpoints of another format are not FreeScout webhooks", async () => {
    const headers = { authorization: `Bearer ${scene.client.key}`, "content-type": "application/json" };
    const body = JSON.stringify({ url, types: ["*"] });
    const own = await (await fetch(`${api.url}/v1/endpoints`, { method: "POST", headers, body })).json();
    expect((await list()).map(({ id }: { id: number }) => id)).not.toContain(own.id);
    expect((await scene.client.delete(`/webhooks/${own.id}`)).status).toBe(404);
  });
});

describe("webhook events", () => {
  let scene: WebhookScene;
  beforeAll(async () => {
    provideWebhookFormats([freescout]);
    scene = await openWebhookScene();
    scene.start();
  });
  afterAll(() => scene.close());

  const nameOf = ({ headers }: Taken) => headers["x-freescout-event"];

  const names = ({ taken }: Receiver) => taken.map(nameOf);

  const conversation = (stage: Stage) => ({ conversationId: stage.conversation.id });

  /** A stage with a receiver that subscribes to these. */
  async function open(...events: WebhookEvent[]) {
    const stage = await scene.stage();
    await scene.pass(1_000); // the stage's own conversation is older than the following events
    const receiver = await scene.receiver();
    const subscription = { format: "freescout", types: typesOf(events) } as const;
    return { stage, receiver, ...(await scene.endpoint(stage, receiver, subscription)) };
  }

  test("a subscription to customers' replies receives no agents' replies, and the other way round", async () => {
    const [reply, answer] = ["convo.customer.reply.created", "convo.agent.reply.created"] as const;
    const { stage, receiver } = await open(reply, answer);
    const [theirs, ours] = [await scene.receiver(), await scene.receiver()];
    await scene.endpoint(stage, theirs, { format: "freescout", types: typesOf([reply]) });
    await scene.endpoint(stage, ours, { format: "freescout", types: typesOf([answer]) });
    await stage.run(receiveMessage, { conversation: conversation(stage), content: "Where is it?" });
    await stage.run(sendMessage, { conversation: conversation(stage), content: "On its way" });
    await scene.pass();
    await scene.until(() => receiver.taken.length === 2);
    await scene.until(() => theirs.taken.length > 0 && ours.taken.length > 0);
    expect([names(theirs), names(ours)]).toEqual([[reply], [answer]]);
  });

  test("every change of FreeScout's status is sent once, also where it is a label in Tickline", async () => {
    const { stage, receiver } = await open("convo.status", "convo.note.created");
    const perform = async (work: () => Promise<{ operationId: string }>) => {
      const { operationId } = await work();
      await scene.pass();
      return operationId;
    };
    const of = { conversation: conversation(stage) };
    const marked = await perform(() => stage.run(markSpam, of)); // open → spam
    await perform(() => stage.run(undoChanges, { ...of, operationId: marked })); // spam → active
    await perform(() => stage.run(changeStatus, { ...of, signal: "resolve" })); // active → closed
    await perform(() => stage.run(labelConversation, { ...of, add: ["late"] })); // no status
    await perform(() => stage.run(markSpam, of)); // closed → spam
    await perform(() => stage.run(labelConversation, { ...of, remove: ["spam"] })); // spam → closed
    await perform(() => stage.run(changeStatus, { ...of, signal: "reopen" })); // closed → active
    const statuses = () => receiver.taken.filter((one) => nameOf(one) === "convo.status");
    await scene.until(() => statuses().length >= 6);
    await stage.run(addNote, { ...of, content: "The end" });
    await scene.pass();
    await scene.until(() => names(receiver).includes("convo.note.created"));
    expect(
      statuses()
        .map(({ json }) => String(json.status))
        .sort(),
    ).toEqual(["active", "active", "closed", "closed", "spam", "spam"]);
  });
});
