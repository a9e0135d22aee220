import { afterAll, beforeAll, expect, test } from "vitest";
import {
  CUSTOMER,
  type EvolutionScene,
  GROUP_JID,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";
import { PNG } from "@/test/support/scenes/files";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

test("a webhook without the secret header stores nothing, and an unknown inbox has none", async () => {
  const inbox = await scene.open();
  const { webhook } = scene.server.instance(inbox.instance);
  const url = webhook?.url ?? "";
  const body = JSON.stringify({
    event: "messages.upsert",
    instance: inbox.instance,
    data: inbox.message({ conversation: "Hi" }),
  });
  const call = async (address: string, headers: Record<string, string>) =>
    (await fetch(address, { method: "POST", body, headers })).status;
  expect(await call(url, {})).toBe(401);
  expect(await call(url, { "x-tickline-secret": "another" })).toBe(401);
  expect(await call(`${url}x`, webhook?.headers ?? {})).toBe(404);
  expect(await inbox.conversations()).toEqual([]);
  expect(await call(url, webhook?.headers ?? {})).toBe(200);
});

test("a message is stored once by its id, also when it is repeated side by side, with its own time", async () => {
  const inbox = await scene.open();
  const writtenS = Math.floor(Date.now() / 1000) - 3_600;
  const message = inbox.message({ conversation: "Is it open?" }, { messageTimestamp: writtenS });
  const answers = await Promise.all([1, 2, 3, 4].map(() => inbox.post("messages.upsert", message)));
  expect([...answers, await inbox.post("MESSAGES_UPSERT", [message])]).toEqual([200, 200, 200, 200, 200]);
  const messages = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(messages).toMatchObject([
    { content: "Is it open?", sourceId: message.key.id, sender: { name: "Bea" } },
  ]);
  expect(messages[0].sentAt).toBe(new Date(writtenS * 1000).toISOString());
  const contact = (await inbox.client.get(`/v1/contacts/${messages[0].sender.id}`)).body;
  expect([contact.name, contact.phone]).toEqual(["Bea", `+${CUSTOMER}`]);
});

test("a customer who is known by their phone stays one contact", async () => {
  const inbox = await scene.open();
  const known = (await inbox.client.post("/v1/contacts", { name: "Beatrice", phone: `+${CUSTOMER}` })).body;
  await inbox.receive({ conversation: "Hello" });
  const [message] = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(message.sender).toMatchObject({ id: known.id, name: "Beatrice" });
});

test("an id that hides the number is the customer's number where the webhook has it, and an id else", async () => {
  const inbox = await scene.open();
  const hidden = { remoteJid: "998877665544@lid" };
  await inbox.receive(
    { conversation: "A" },
    { key: { ...hidden, remoteJidAlt: `${CUSTOMER}@s.whatsapp.net` } },
  );
  await inbox.receive({ conversation: "B" });
  await inbox.receive({ conversation: "C" }, { key: { remoteJid: "112233445566@lid" }, pushName: "Carl" });
  expect((await inbox.conversations()).map(({ contact }) => contact.name)).toEqual(["Carl", "Bea"]);
});

test.each<[string, Record<string, unknown>, string]>([
  ["a text with a link", { extendedTextMessage: { text: "See https://x.test" } }, "See https://x.test"],
  ["one that disappears", { ephemeralMessage: { message: { conversation: "Secret" } } }, "Secret"],
  [
    "a place",
    {
      locationMessage: { degreesLatitude: 52.52, degreesLongitude: 13.4, name: "Shop", address: "Main St 1" },
    },
    "📍 Shop\nMain St 1\nhttps://www.openstreetmap.org/?mlat=52.52&mlon=13.4#map=17/52.52/13.4",
  ],
  [
    "a contact",
    { contactMessage: { displayName: "Carl", vcard: "BEGIN:VCARD\nTEL;waid=4930:+49 30 1\nEND:VCARD" } },
    "👤 Carl\n+49 30 1",
  ],
  ["a poll", { pollCreationMessageV3: { name: "When?", options: [{ optionName: "Mon" }] } }, "When?\n- Mon"],
  [
    "an unknown type",
    { orderMessage: { itemCount: 2 } },
    "[A message of the type orderMessage, which Tickline does not show. See it on the phone.]",
  ],
])("%s becomes a readable text", async (_, content, text) => {
  const inbox = await scene.open();
  expect(await inbox.receive(content)).toBe(200);
  expect((await inbox.messages()).at(-1).content).toBe(text);
});

test("what nobody wrote becomes no message", async () => {
  const inbox = await scene.open();
  for (const content of [{ protocolMessage: { type: 3 } }, { senderKeyDistributionMessage: {} }])
    expect(await inbox.receive(content)).toBe(200);
  await inbox.receive({ conversation: "A status" }, { key: { remoteJid: "status@broadcast" } });
  expect(await inbox.conversations()).toEqual([]);
});

test("a file comes with the webhook or is fetched, and one that cannot be had does not cost its message", async () => {
  const inbox = await scene.open();
  const imageMessage = { caption: "Look", mimetype: "image/png", fileLength: { low: PNG.length, high: 0 } };
  await inbox.receive({ imageMessage, base64: PNG.toString("base64") });
  const fetched = inbox.message({ audioMessage: { ptt: true, mimetype: "audio/ogg; codecs=opus" } });
  scene.server.files.set(fetched.key.id, PNG);
  await inbox.post("messages.upsert", fetched);
  await inbox.receive({ documentMessage: { fileName: "gone.pdf", mimetype: "application/pdf" } });
  const [first, second, third] = await inbox.messages();
  expect(first).toMatchObject({
    content: "Look",
    attachments: [{ name: "image.png", contentType: "image/png" }],
  });
  expect(second.attachments).toMatchObject([{ name: "voice.ogg", bytes: PNG.length }]);
  expect(third.attachments).toMatchObject([{ name: "gone.pdf", state: "failed" }]);
});

test("a group is one conversation, and each message has its writer", async () => {
  const inbox = await scene.open();
  const key = { remoteJid: GROUP_JID };
  for (const [participant, pushName] of [
    ["15550001@s.whatsapp.net", "Ann"],
    ["15550002@s.whatsapp.net", "Ben"],
    ["15550001@s.whatsapp.net", "Ann"],
  ] as const)
    expect(
      await inbox.receive({ conversation: `I am ${pushName}` }, { key: { ...key, participant }, pushName }),
    ).toBe(200);
  const [group, ...others] = await inbox.conversations();
  expect([others, group.contact.name]).toEqual([[], "WhatsApp group"]);
  expect((await inbox.messages()).map(({ sender, content }) => [sender.name, content])).toEqual([
    ["Ann", "I am Ann"],
    ["Ben", "I am Ben"],
    ["Ann", "I am Ann"],
  ]);
});

test("what was written on the phone is a message of ours, once, and begins a conversation if there is none", async () => {
  const inbox = await scene.open();
  const message = inbox.message({ conversation: "I will call" }, { key: { fromMe: true } });
  for (const event of ["messages.upsert", "send.message", "messages.upsert"])
    expect(await inbox.post(event, message)).toBe(200);
  expect(await inbox.messages()).toMatchObject([
    { content: "I will call", direction: "out", status: "sent", sourceId: message.key.id },
  ]);
  await inbox.update(message.key.id, "DELIVERY_ACK");
  expect((await inbox.messages())[0].status).toBe("delivered");
});

test("an edit and a deletion on WhatsApp are shown, also of what was written on the phone", async () => {
  const inbox = await scene.open();
  const theirs = inbox.message({ conversation: "At 4" });
  const ours = inbox.message({ conversation: "Fine" }, { key: { fromMe: true } });
  for (const one of [theirs, ours]) await inbox.post("messages.upsert", one);
  const edited = {
    key: theirs.key,
    type: "MESSAGE_EDIT",
    editedMessage: { conversation: "At 5" },
    timestampMs: "1",
  };
  expect(await inbox.post("messages.edited", edited)).toBe(200);
  expect(await inbox.post("messages.edited", { key: ours.key, type: "REVOKE" })).toBe(200);
  expect(await inbox.post("messages.delete", { ...ours.key, status: "DELETED" })).toBe(200);
  const [first, second] = await inbox.messages();
  expect(first).toMatchObject({ content: "At 5", editedAt: expect.any(String) });
  expect(second.deletedAt).toEqual(expect.any(String));
});

test("an edit that comes before its message is to come again", async () => {
  const inbox = await scene.open();
  const message = inbox.message({ conversation: "At 4" });
  const edited = {
    key: message.key,
    type: 14,
    editedMessage: { conversation: "At 5" },
    timestampMs: { low: 1, high: 1 },
  };
  expect(await inbox.post("messages.edited", { ...edited, timestampMs: Date.now() })).toBe(503);
  await inbox.post("messages.upsert", message);
  expect(await inbox.post("messages.edited", edited)).toBe(200);
  expect((await inbox.messages())[0].content).toBe("At 5");
});

test("events of another instance, of unknown forms and of other kinds store nothing and do not come again", async () => {
  const inbox = await scene.open();
  expect(await inbox.post("messages.upsert", { key: {} })).toBe(200);
  expect(await inbox.post("chats.upsert", [{}])).toBe(200);
  const { webhook } = scene.server.instance(inbox.instance);
  const body = JSON.stringify({
    event: "messages.upsert",
    instance: "x",
    data: inbox.message({ conversation: "x" }),
  });
  const other = await fetch(webhook?.url ?? "", { method: "POST", body, headers: webhook?.headers ?? {} });
  expect(other.status).toBe(200);
  const broken = await fetch(webhook?.url ?? "", {
    method: "POST",
    body: "{",
    headers: webhook?.headers ?? {},
  });
  expect(broken.status).toBe(400);
  expect(await inbox.conversations()).toEqual([]);
});

test("quotes, places and reactions are what they are", async () => {
  const inbox = await scene.open();
  const first = inbox.message({ conversation: "Where?" });
  await inbox.post("messages.upsert", first);
  const locationMessage = { degreesLatitude: 52.52, degreesLongitude: 13.4, name: "Shop" };
  await inbox.receive({ locationMessage, contextInfo: {} });
  const contextInfo = { stanzaId: first.key.id };
  await inbox.receive({ extendedTextMessage: { text: "There", contextInfo } });
  const beganS = Math.floor(Date.now() / 1000) - 10;
  const react = (text: string, seconds: number) =>
    inbox.receive(
      { reactionMessage: { key: { id: first.key.id }, text } },
      { messageTimestamp: beganS + seconds },
    );
  expect([await react("❤️", 2), await react("👍", 1)]).toEqual([200, 200]);
  const [question, place, quote] = await inbox.messages();
  expect(question.reactions).toMatchObject([{ emoji: "❤️", by: { name: "Bea" } }]);
  expect(place.location).toEqual({ latitude: 52.52, longitude: 13.4, name: "Shop" });
  expect(quote.inReplyTo).toEqual({ id: question.id, number: question.number, sourceId: first.key.id });
  await react("", 3);
  expect((await inbox.messages())[0].reactions).toBeUndefined();
});

test("a reaction that comes before its message is to come again", async () => {
  const inbox = await scene.open();
  const message = inbox.message({ conversation: "Hi" });
  const reaction = inbox.message({ reactionMessage: { key: { id: message.key.id }, text: "👍" } });
  expect(await inbox.post("messages.upsert", reaction)).toBe(503);
  await inbox.post("messages.upsert", message);
  expect(await inbox.post("messages.upsert", reaction)).toBe(200);
  expect((await inbox.messages())[0].reactions).toMatchObject([{ emoji: "👍" }]);
});
