import { afterAll, beforeAll, expect, test } from "vitest";
import { openWireStage, type WireStage } from "@/test/support/clients/chatwoot";
import { formOf, PNG } from "@/test/support/scenes/files";

let stage: WireStage;
beforeAll(async () => {
  stage = await openWireStage();
});
afterAll(() => stage.api.close());

const keyed = (key: string) => ({ headers: { "idempotency-key": key } });

const countEvents = async () => {
  await stage.api.stamped();
  return stage.api.world.database.query("select count(*) as count from event where account_id = $1", [
    stage.tenant.accountId,
  ]);
};

test.each<[string, () => object]>([
  ["/contacts", () => ({ name: "Jemand", phone_number: "+4917055500001" })],
  ["/contacts/:contact/contact_inboxes", () => ({ inbox_id: stage.scene.inboxId })],
  ["/conversations", () => ({ inbox_id: stage.scene.inboxId, contact_id: stage.scene.contactId })],
  ["/conversations/:conversation/messages", () => ({ content: "Hello" })],
  ["/conversations/:conversation/messages", () => ({ content: "Is it there?", message_type: "incoming" })],
  ["/conversations/:conversation/labels", () => ({ labels: ["vip"] })],
  ["/conversations/:conversation/toggle_status", () => ({ status: "resolved" })],
  ["/inboxes", () => ({ name: "Laden", channel: { type: "api" } })],
])("POST %s is executed once per key, also concurrently", async (path, body) => {
  const to = path
    .replace(":contact", String(stage.scene.contactId))
    .replace(":conversation", String(stage.scene.conversationId));
  const key = `${path} ${JSON.stringify(body())}`.replaceAll(/[^\x21-\x7e]/g, "_");
  const call = () => stage.tenant.client.post(to, { json: body(), ...keyed(key) });
  const [first, second] = await Promise.all([call(), call()]);
  expect(first).toMatchObject({ status: 200 });
  expect(second).toEqual(first);
  const before = await countEvents();
  expect(await call()).toEqual(first);
  expect(await countEvents()).toEqual(before);
});

test("an answer with a secret is stored sealed", async () => {
  const bot = () =>
    stage.tenant.client.post("/agent_bots", {
      json: { name: "Robot", outgoing_url: "https://bots.example.com/robot" },
      ...keyed("bot"),
    });
  const first = await bot();
  expect(first.body.secret).toMatch(/^whsec_/);
  expect((await bot()).body).toEqual(first.body);
  const rows = await stage.api.world.database.query("select answer from idempotency");
  expect(JSON.stringify(rows)).toContain("sealed");
  expect(JSON.stringify(rows)).not.toContain(first.body.secret);
});

test("a form with a file is the same request under another boundary", async () => {
  const files = [{ name: "photo.png", bytes: PNG, type: "image/png" }];
  const post = (content: string) =>
    stage.tenant.client.post(`/conversations/${stage.scene.conversationId}/messages`, {
      form: formOf({ content }, files, "attachments[]"),
      ...keyed("a-form"),
    });
  const first = await post("Look");
  expect((await post("Look")).body.id).toBe(first.body.id);
  expect((await post("Another")).body).toEqual({
    error: "This Idempotency-Key was used for another request",
  });
});

test("a key that is no visible ASCII is refused", async () => {
  const answer = await stage.tenant.client.post("/contacts", { json: { name: "A" }, ...keyed("a key") });
  expect(answer.status).toBe(422);
});

test("in the public API a key belongs to the customer; without one it has no effect", async () => {
  const [one, other] = [await beginAsVisitor(), await beginAsVisitor()];
  expect(one).not.toBe(other);
  const answers = await Promise.all([write(one, "k-3"), write(one, "k-3"), write(other, "k-3")]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers[1]?.body.id).toBe(answers[0]?.body.id);
  expect(answers[2]?.body.id).not.toBe(answers[0]?.body.id);
});

test("messages of many visitors at once share transactions, and each key has the answer of its message", async () => {
  const places: string[] = [];
  for (let nth = 0; nth < 12; nth++) places.push(await beginAsVisitor());
  const first = await Promise.all(places.map((place) => write(place, "k-4")));
  expect(first.map(({ status }) => status)).toEqual(places.map(() => 200));
  const again = await Promise.all(places.map((place) => write(place, "k-4")));
  expect(again).toEqual(first);
  const [written] = await stage.api.world.database.query<{ messages: number; transactions: number }>(
    `select count(*)::int as messages, count(distinct xmin::text)::int as transactions
       from message where id = any($1::bigint[])`,
    [first.map(({ body }) => body.id)],
  );
  expect(written?.messages).toBe(places.length);
  expect(written?.transactions).toBeLessThan(places.length);
});

/** The address of a new visitor's messages in a new conversation. */
async function beginAsVisitor(): Promise<string> {
  await fetch(`${stage.api.url}/v1/inboxes/${stage.scene.inboxId}`, {
    method: "PATCH",
    headers: { "content-type": "application/json", authorization: `Bearer ${stage.tenant.client.token}` },
    body: JSON.stringify({ publicApi: true }),
  });
  const { anonymous } = stage.tenant;
  const base = `/public/api/v1/inboxes/${stage.scene.identifier}/contacts`;
  const { source_id } = (await anonymous.post(base, { json: { name: "Visitor" }, ...keyed("k") })).body;
  const { id } = (await anonymous.post(`${base}/${source_id}/conversations`, { ...keyed("k-2") })).body;
  return `${base}/${source_id}/conversations/${id}/messages`;
}

const write = (place: string, key: string) =>
  stage.tenant.anonymous.post(place, { json: { content: "Hi" }, ...keyed(key) });
