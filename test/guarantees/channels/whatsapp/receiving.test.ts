import { afterAll, beforeAll, expect, test } from "vitest";
import { PNG } from "@/test/support/scenes/files";
import {
  CUSTOMER,
  newPhoneNumberId,
  type OpenWhatsapp,
  openInbox,
  openWhatsappScene,
  VERIFY_TOKEN,
  type WhatsappScene,
} from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
let whatsapp: OpenWhatsapp;
beforeAll(async () => {
  scene = await openWhatsappScene();
  whatsapp = await scene.open();
});
afterAll(() => scene.close());

const text = (body: string, id?: string) => ({ type: "text", text: { body }, ...(id && { id }) });

test("Meta's verification is answered with its challenge, for the right token only", async () => {
  const verify = async (token: string) => {
    const query = new URLSearchParams({
      "hub.mode": "subscribe",
      "hub.verify_token": token,
      "hub.challenge": "1158201444",
    });
    const response = await fetch(`${whatsapp.url}?${query}`);
    return [response.status, await response.text()];
  };
  expect(await verify(VERIFY_TOKEN)).toEqual([200, "1158201444"]);
  expect((await verify("another"))[0]).toBe(403);
  expect((await fetch(`${whatsapp.url}-unknown`)).status).toBe(404);
});

test("a webhook that the app secret did not sign stores nothing", async () => {
  const inbox = await scene.open();
  const value = {
    messages: [{ from: CUSTOMER, id: "wamid.forged", timestamp: "1760000000", ...text("Hi") }],
  };
  expect(await inbox.deliver(value, { secret: "another secret" })).toBe(401);
  const unsigned = await fetch(inbox.url, { method: "POST", body: "{}" });
  expect(unsigned.status).toBe(401);
  expect((await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body.data).toEqual([]);
});

test("a message is stored once by its id, also when Meta repeats it side by side, with the customer's name and number", async () => {
  const inbox = await scene.open();
  const repeated = text("Is it open?", "wamid.once");
  const answers = await Promise.all([1, 2, 3, 4].map(() => inbox.receive(repeated, "Bea\n")));
  expect([...answers, await inbox.receive(repeated, "Bea")]).toEqual([200, 200, 200, 200, 200]);
  const messages = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(messages).toMatchObject([
    { content: "Is it open?", sourceId: "wamid.once", sender: { name: "Bea" } },
  ]);
  const contact = (await inbox.client.get(`/v1/contacts/${messages[0].sender.id}`)).body;
  expect([contact.name, contact.phone]).toEqual(["Bea", `+${CUSTOMER}`]);
});

test("a customer who is known by their phone stays one contact, also when they write to another number", async () => {
  const first = await scene.open();
  const known = (await first.client.post("/v1/contacts", { name: "Beatrice", phone: `+${CUSTOMER}` })).body;
  const second = await openInbox({ ...first, api: scene.api, graph: scene.graph }, newPhoneNumberId());
  expect([await first.receive(text("Hi")), await second.receive(text("Hi"))]).toEqual([200, 200]);
  const location = { latitude: 52.52, longitude: 13.4 };
  const third = await openInbox({ ...first, api: scene.api, graph: scene.graph }, newPhoneNumberId());
  expect(await third.receive({ type: "location", location })).toBe(200);
  const contacts = (await first.client.get("/v1/contacts")).body.data;
  expect(contacts).toMatchObject([{ id: known.id, name: "Beatrice" }]);
});

test("a repetition of a message that was deleted here stores nothing", async () => {
  const inbox = await scene.open();
  await inbox.receive(text("My card is 4111", "wamid.deleted"));
  const [{ id }] = (await inbox.messages()).filter(({ direction }) => direction === "in");
  await scene.api.world.database.query(
    "update message set content = '', deleted_at = now() where account_id = $1 and id = $2",
    [inbox.accountId, id],
  );
  await inbox.receive(text("My card is 4111", "wamid.deleted"));
  expect((await inbox.messages()).filter(({ direction }) => direction === "in")).toHaveLength(1);
});

test("every type of message becomes a readable text", async () => {
  const inbox = await scene.open();
  const shapes = [
    { type: "button", button: { text: "Yes, please", payload: "y" } },
    {
      type: "interactive",
      interactive: { type: "button_reply", button_reply: { id: "1", title: "Refund" } },
    },
    {
      type: "interactive",
      interactive: { type: "list_reply", list_reply: { id: "2", title: "Express", description: "Next day" } },
    },
    { type: "location", location: { latitude: 52.52, longitude: 13.4, name: "Shop", address: "Main St 1" } },
    {
      type: "contacts",
      contacts: [
        {
          name: { formatted_name: "Carl" },
          phones: [{ phone: "+49 30 1" }],
          emails: [{ email: "c@x.test" }],
        },
      ],
    },
    { type: "unsupported", errors: [{ code: 131051, title: "Message type unknown" }] },
  ];
  for (const one of shapes) expect(await inbox.receive(one)).toBe(200);
  const contents = (await inbox.messages())
    .filter(({ direction }) => direction === "in")
    .map(({ content }) => content);
  expect(contents).toEqual([
    "Yes, please",
    "Refund",
    "Express\nNext day",
    "📍 Shop\nMain St 1\nhttps://www.openstreetmap.org/?mlat=52.52&mlon=13.4#map=17/52.52/13.4",
    "👤 Carl\n+49 30 1\nc@x.test",
    "[The customer sent a message that WhatsApp does not pass on: Message type unknown]",
  ]);
});

test("a quote, a place, and Meta's time are fields of the message", async () => {
  const inbox = await scene.open();
  await inbox.receive(text("First", "wamid.first"));
  const timestamp = "1760000000";
  const location = { latitude: 52.52, longitude: 13.4, name: "Shop", address: "Main St 1" };
  await inbox.receive({ type: "location", location, timestamp, context: { id: "wamid.first" } });
  await inbox.receive({ ...text("To what you do not know"), context: { id: "wamid.elsewhere" } });
  const [first, second, third] = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(second).toMatchObject({
    sentAt: "2025-10-09T08:53:20.000Z",
    location,
    inReplyTo: { id: first.id, number: first.number, sourceId: "wamid.first" },
  });
  expect(third.inReplyTo).toEqual({ id: null, number: null, sourceId: "wamid.elsewhere" });
});

test("a reaction changes the message that it is about, in any order, and is none of its own", async () => {
  const inbox = await scene.open();
  await inbox.receive(text("Hello", "wamid.liked"));
  const react = (emoji: string, timestamp: string, id: string) =>
    inbox.receive({ type: "reaction", reaction: { message_id: "wamid.liked", emoji }, timestamp, id });
  const shown = async () => {
    const stored = (await inbox.messages()).filter(({ direction }) => direction === "in");
    expect(stored).toHaveLength(1);
    return stored[0].reactions;
  };
  expect(await react("❤️", "1760000002", "wamid.r2")).toBe(200);
  expect(await react("👍", "1760000001", "wamid.r1")).toBe(200);
  expect(await shown()).toMatchObject([{ emoji: "❤️", by: { type: "contact", name: "Bea" } }]);
  await react("", "1760000003", "wamid.r3");
  await react("❤️", "1760000002", "wamid.r2");
  expect(await shown()).toBeUndefined();
});

test("a reaction to a message that is not here is awaited for two minutes, and then changes nothing", async () => {
  const inbox = await scene.open();
  await inbox.receive(text("Hello", "wamid.hello"));
  const [{ displayId }] = (await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body.data;
  await inbox.client.post(`/v1/conversations/${displayId}/resolve`);
  const before = (await inbox.client.get("/v1/conversations")).body.data;
  const react = (secondsAgo: number, from = CUSTOMER) =>
    inbox.receive({
      type: "reaction",
      reaction: { message_id: "wamid.late", emoji: "👍" },
      timestamp: String(Math.floor(Date.now() / 1000) - secondsAgo),
      from,
    });
  expect([await react(150), await react(150, "15550999")]).toEqual([200, 200]);
  expect((await inbox.client.get("/v1/conversations")).body.data).toEqual(before);
  expect((await inbox.client.get("/v1/contacts")).body.data).toHaveLength(1);

  expect(await react(1)).toBe(503);
  await inbox.receive(text("Late", "wamid.late"));
  expect(await react(1)).toBe(200);
  const stored = (await inbox.messages()).find(({ sourceId }) => sourceId === "wamid.late");
  expect(stored.reactions).toMatchObject([{ emoji: "👍" }]);
});

test("a file is fetched and stored before the webhook is answered", async () => {
  const inbox = await scene.open();
  scene.graph.files.set("photo", { bytes: PNG, type: "image/png" });
  const image = { id: "photo", mime_type: "image/png", caption: "Broken" };
  expect(await inbox.receive({ type: "image", image, id: "wamid.photo" })).toBe(200);
  scene.graph.files.delete("photo");
  const [stored] = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(stored).toMatchObject({
    content: "Broken",
    attachments: [{ name: "image.png", contentType: "image/png", bytes: PNG.length, state: "ready" }],
  });
});

test("a file that Meta does not have leaves the message with its name", async () => {
  const inbox = await scene.open();
  await inbox.receive({ type: "document", document: { id: "gone", filename: "invoice.pdf" } });
  const [stored] = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(stored.attachments).toMatchObject([{ name: "invoice.pdf", state: "failed", failure: "not_found" }]);
});

test("a message for another number of the account goes to its inbox; one for an unknown number is answered and stored nowhere", async () => {
  const first = await scene.open();
  const second = await openInbox({ ...first, api: scene.api, graph: scene.graph }, newPhoneNumberId());
  const stranger = await scene.open();
  const at = String(Math.floor(Date.now() / 1000));
  const value = (id: string) => ({ messages: [{ from: CUSTOMER, id, timestamp: at, ...text("Hi") }] });
  expect(await first.deliver(value("wamid.a"), { phoneNumberId: second.phoneNumberId })).toBe(200);
  expect(await first.deliver(value("wamid.b"), { phoneNumberId: stranger.phoneNumberId })).toBe(200);
  const count = async ({ client, inboxId }: OpenWhatsapp) =>
    (await client.get(`/v1/conversations?inboxId=${inboxId}`)).body.data.length;
  expect([await count(first), await count(second), await count(stranger)]).toEqual([0, 1, 0]);
});

test("a part of an unknown form does not keep the rest from being stored", async () => {
  const inbox = await scene.open();
  const at = String(Math.floor(Date.now() / 1000));
  const messages = [{ surprise: true }, { from: CUSTOMER, id: "wamid.ok", timestamp: at, ...text("Hello") }];
  expect(await inbox.deliver({ messages, statuses: [7] })).toBe(200);
  expect((await inbox.messages()).some(({ content }) => content === "Hello")).toBe(true);
});

test("a customer whose number a contact has already is that contact: by another inbox, or entered by a member", async () => {
  const first = await scene.open();
  const second = await openInbox({ ...first, api: scene.api, graph: scene.graph }, newPhoneNumberId());
  const known = (await first.client.post("/v1/contacts", { name: "Bea Known", phone: `+${CUSTOMER}` })).body;
  const answers = [await first.receive(text("To the shop")), await second.receive(text("To support"))];
  expect(answers).toEqual([200, 200]);
  for (const inbox of [first, second])
    expect(await inbox.messages()).toMatchObject([{ sender: { id: known.id, name: "Bea Known" } }]);
});
