import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PNG } from "@/test/support/scenes/files";
import {
  CUSTOMER,
  type OpenWhatsapp,
  openWhatsappScene,
  type WhatsappScene,
} from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  scene = await openWhatsappScene();
});
afterAll(() => scene.close());

const nowS = () => String(Math.floor(Date.now() / 1000));
const textMessage = (id: string, body: string) => ({
  from: CUSTOMER,
  id,
  timestamp: nowS(),
  type: "text",
  text: { body },
});
const received = async (inbox: OpenWhatsapp) =>
  (await inbox.messages()).filter(({ direction }) => direction === "in");

test("a message is stored although Meta names the customer in an unknown form", async () => {
  const inbox = await scene.open();
  const timestamp = nowS();
  for (const [nth, contacts] of [[{ wa_id: CUSTOMER, profile: { username: "bea" } }], "none"].entries()) {
    const message = { from: CUSTOMER, id: `wamid.odd.${nth}`, timestamp, type: "text", text: { body: "Hi" } };
    expect(await inbox.deliver({ contacts, messages: [message] })).toBe(200);
  }
  expect(await received(inbox)).toHaveLength(2);
});

test.each([
  ["its time as a number", { timestamp: Math.floor(Date.now() / 1000) }, {}],
  ["null for lists that are empty", {}, { statuses: null, message_echoes: null, contacts: null }],
  ["a number that is shown in another form", {}, { metadata: { display_phone_number: 15550100 } }],
])("a message is stored although a proxy of Meta passes on %s", async (_, more, value) => {
  const inbox = await scene.open();
  const message = textMessage("wamid.proxy", "Hi");
  const metadata = { phone_number_id: inbox.phoneNumberId, ...Object(value).metadata };
  expect(await inbox.deliver({ ...value, metadata, messages: [{ ...message, ...more }] })).toBe(200);
  expect(await received(inbox)).toMatchObject([{ content: "Hi" }]);
});

test("a message is stored although a part of it has an unknown form", async () => {
  const inbox = await scene.open();
  const contacts = [{ vcard: "BEGIN:VCARD", phones: [{ phone: "+49 30 1" }] }];
  for (const one of [
    { type: "contacts", contacts },
    { type: "location", location: { latitude: 1e308, longitude: "13.4" } },
    { type: "text", text: { body: "Yes" }, context: { id: "" } },
    { type: "unsupported", errors: { code: "131051" } },
    { type: "image", image: { id: null } },
    { type: "button", button: { text: "" } },
  ])
    expect(await inbox.receive(one)).toBe(200);
  expect((await received(inbox)).map(({ content }) => content)).toEqual([
    "👤\n+49 30 1",
    expect.stringContaining("of the type location"),
    "Yes",
    expect.stringContaining("sent a message that"),
    expect.stringContaining("of the type image"),
    expect.stringContaining("of the type button"),
  ]);
});

test.each([
  ["codes as text, without data", [{ code: "131026", title: "Undeliverable", error_data: null }], "131026"],
  ["one error without a list", { code: 131026, title: "Undeliverable" }, null],
])("a failure is recorded whatever the form of its errors: %s", async (_, errors, words) => {
  const inbox = await scene.begin();
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect(await inbox.status(inbox.sent()[0]?.wamid ?? "", "failed", { errors })).toBe(200);
  const message = (await inbox.outgoing()).at(-1);
  expect(message.status).toBe("failed");
  expect(message.externalError?.slice(0, 6) ?? null).toBe(words);
});

test("a message with the time 0 has that of its arrival", async () => {
  const inbox = await scene.begin();
  const text = { from: CUSTOMER, id: "wamid.odd.epoch", type: "text", text: { body: "Hi" } };
  expect(await inbox.receive({ ...text, timestamp: "0" })).toBe(200);
  const { sentAt, createdAt } = (await received(inbox)).at(-1);
  expect(Math.abs(Date.parse(sentAt) - Date.parse(createdAt))).toBeLessThan(60_000);
});

test("that a customer has another number now is told in Meta's words", async () => {
  const inbox = await scene.open();
  const body = "User Bea changed from 15550123 to 15550124";
  const system = { body, wa_id: "15550124", type: "user_changed_number" };
  expect(await inbox.receive({ type: "system", system })).toBe(200);
  expect((await received(inbox)).map(({ content }) => content)).toEqual([body]);
});

test("a file is fetched although a proxy of Graph names its size as text, or the first link has expired", async () => {
  const inbox = await scene.open();
  for (const id of ["text-size", "expired"]) scene.graph.files.set(id, { bytes: PNG, type: "image/png" });
  scene.graph.textSizes.add("text-size");
  scene.graph.expired.add("expired");
  for (const id of ["text-size", "expired"])
    expect(await inbox.receive({ type: "image", image: { id, mime_type: "image/png" } })).toBe(200);
  expect((await received(inbox)).map(({ attachments: [file] }) => file.state)).toEqual(["ready", "ready"]);
});

test("a customer who hides their number is known by Meta's id of them, and can be answered", async () => {
  const inbox = await scene.open();
  const timestamp = nowS();
  const id = "US.13491208655302741918";
  const contacts = [{ profile: { name: "Bea", username: "bea" }, user_id: id }];
  const message = { timestamp, type: "text", text: { body: "Hi" } };
  const written = [
    { ...message, from_user_id: id, id: "wamid.hidden.1" },
    { ...message, id: "wamid.hidden.2" },
  ];
  for (const one of written) expect(await inbox.deliver({ contacts, messages: [one] })).toBe(200);
  expect(await received(inbox)).toMatchObject([{ sender: { name: "Bea" } }, { sender: { name: "Bea" } }]);
  await inbox.reply({ content: "Hello" });
  await scene.turn();
  const [sent] = inbox.sent();
  expect([sent?.json.to, sent?.json.recipient]).toEqual([undefined, id]);
});

test("a message is stored although a proxy of Meta passes on the envelope in another form", async () => {
  const inbox = await scene.open();
  const message = { from: CUSTOMER, id: "wamid.odd.envelope", timestamp: nowS(), type: "text" };
  const value = {
    metadata: { phone_number_id: inbox.phoneNumberId },
    messages: [{ ...message, text: { body: "Hi" } }],
  };
  const changes = [{ field: "messages", value }];
  const body = JSON.stringify({ entry: [{ id: 900000001, time: nowS(), changes }, { id: "900000001" }] });
  const signature = createHmac("sha256", inbox.settings.appSecret ?? "")
    .update(body)
    .digest("hex");
  const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
  expect((await fetch(inbox.url, { method: "POST", body, headers })).status).toBe(200);
  expect(await received(inbox)).toMatchObject([{ content: "Hi" }]);
});

test.each([
  [
    "null where a text may be missing",
    { location: { latitude: "52.5", longitude: 13.4, name: null, address: null } },
  ],
  ["its time in milliseconds", { timestamp: String(Date.now()) }],
  ["no time", { timestamp: null }],
  ["its ids as numbers", { id: 987654321, from: Number(CUSTOMER) }],
])("what a customer sends is shown whole although a proxy passes on %s", async (_, more) => {
  const inbox = await scene.open();
  const location = { latitude: 52.5, longitude: 13.4 };
  expect(await inbox.receive({ type: "location", location, ...more })).toBe(200);
  expect(await received(inbox)).toMatchObject([{ location: { latitude: 52.5, longitude: 13.4 } }]);
});

test.each([
  ["NUL in its id", { id: "wamid.\0" }],
  ["half a sign in its id", { id: "wamid.\ud800" }],
  ["an id that is too long for an index", { id: "x".repeat(5_000) }],
  ["NUL in its writer", { from: "1555\0" }],
])("a message with %s keeps no other one of its webhook away", async (_, more) => {
  const inbox = await scene.open();
  const message = textMessage("wamid.left.out", "No");
  const good = { ...message, id: `wamid.beside.${Object.keys(more)}`, text: { body: "Yes" } };
  expect(await inbox.deliver({ messages: [{ ...message, ...more }, good] })).toBe(200);
  expect(await received(inbox)).toMatchObject([{ content: "Yes" }]);
});

test.each([
  ["in capitals", "DELIVERED", {}],
  ["with a time in milliseconds", "delivered", { timestamp: String(Date.now()) }],
  [
    "without a time, and null for what was sent with it",
    "delivered",
    { timestamp: null, biz_opaque_callback_data: null },
  ],
])("a status %s moves the tick", async (_, status, more) => {
  const inbox = await scene.begin();
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect(await inbox.status(inbox.sent()[0]?.wamid ?? "", status, more)).toBe(200);
  expect((await inbox.outgoing()).at(-1).status).toBe("delivered");
});

test("an edit is stored although a proxy passes on null for the parts that it does not have", async () => {
  const inbox = await scene.open();
  await inbox.receive({ type: "text", text: { body: "At 8" }, id: "wamid.odd.edited" });
  const message = { text: { body: "At 9" }, image: null, video: null };
  const edit = { original_message_id: "wamid.odd.edited", message };
  expect(await inbox.receive({ type: "edit", edit, revoke: null })).toBe(200);
  expect(await received(inbox)).toMatchObject([{ content: "At 9" }]);
});
