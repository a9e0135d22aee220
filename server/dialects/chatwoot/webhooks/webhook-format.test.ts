import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addNote } from "@/server/commands/messages/notes";
import type { Event } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { showDelivery } from "@/server/queries/webhooks/preview-webhook";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withStatus } from "@/test/support/clients/receiver";
import { type ChatwootHooks, openChatwootHooks } from "@/test/support/scenes/chatwoot-hooks";
import { addFile } from "@/test/support/scenes/files";
import { BASE_URL } from "@/test/support/scenes/webhook-scene";
import { createChatwootFormat } from "./webhook-format";

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
