import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findEvolution } from "@/server/channels/evolution/receive/evolution-inbox";
import { storeMissed } from "@/server/channels/evolution/receive/store-missed";
import { evolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { acceptSend, type EvolutionSend, OWN_JID } from "@/test/support/clients/evolution-server";
import {
  CUSTOMER_JID,
  type EvolutionScene,
  GROUP_JID,
  type OpenEvolution,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";
import { PNG } from "@/test/support/scenes/files";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());
afterEach(async () => {
  scene.server.onSend = acceptSend;
  await scene.dropOpen();
});

const inboxOf = async ({ identifier }: OpenEvolution) => {
  const found = await findEvolution(scene.api.services, identifier);
  if (!found) throw new Error("no inbox");
  return found;
};
const outgoing = async (inbox: OpenEvolution) =>
  (await inbox.messages()).filter(({ direction }) => direction === "out");

const PLACES: [string, object, object][] = [
  ["a private chat", { remoteJid: CUSTOMER_JID }, { remoteJid: CUSTOMER_JID }],
  [
    "a private chat that hides the number",
    { remoteJid: "998877665544@lid", remoteJidAlt: CUSTOMER_JID },
    { remoteJid: "998877665544@lid" },
  ],
  ["a group", { remoteJid: GROUP_JID, participant: "15550001@s.whatsapp.net" }, { remoteJid: GROUP_JID }],
];

test.each(PLACES)(
  "what is written on the phone in %s is stored once in its conversation, with files, ticks, edits and deletions",
  async (_, theirKey, chat) => {
    const inbox = await scene.open();
    await inbox.receive({ conversation: "Hello" }, { key: theirKey });
    const own = (content: Record<string, unknown>) =>
      inbox.message(content, { key: { ...chat, fromMe: true } });
    const text = own({ conversation: "See this" });
    const picture = own({ imageMessage: { caption: "Our shop", mimetype: "image/png" } });
    const voice = own({ audioMessage: { ptt: true, mimetype: "audio/ogg; codecs=opus" } });
    for (const { key } of [picture, voice]) scene.server.files.set(key.id, PNG);
    for (const message of [text, picture, voice])
      for (const event of ["messages.upsert", "messages.upsert", "send.message"])
        expect(await inbox.post(event, { ...message, status: "SERVER_ACK" })).toBe(200);
    await inbox.update(picture.key.id, "READ", { remoteJid: "998877665544@lid" });
    await inbox.update(picture.key.id, "DELIVERY_ACK");
    const edit = (one: typeof text, editedMessage: object) =>
      inbox.post("messages.edited", { key: one.key, type: "MESSAGE_EDIT", editedMessage });
    expect(await edit(text, { conversation: "See that" })).toBe(200);
    expect(await edit(picture, { imageMessage: { caption: "Our new shop" } })).toBe(200);
    expect(await inbox.post("messages.delete", { ...voice.key, status: "DELETED" })).toBe(200);
    expect(await inbox.conversations()).toHaveLength(1);
    expect(await outgoing(inbox)).toMatchObject([
      { content: "See that", status: "sent", editedAt: expect.any(String) },
      { content: "Our new shop", status: "read", attachments: [{ name: "image.png", bytes: PNG.length }] },
      { deletedAt: expect.any(String) },
    ]);
  },
);

test.each([
  ["to its number", CUSTOMER_JID, 200],
  ["to an id that hides the number", "998877665544@lid", 503],
])(
  "the report of a file that we send, %s and before its answer, makes no second message",
  async (_, jid, status) => {
    const inbox = await scene.open();
    await inbox.receive({ conversation: "Hello" });
    const statuses: number[] = [];
    const report = ({ message }: EvolutionSend) =>
      inbox.post("messages.upsert", {
        ...message,
        key: { ...message.key, remoteJid: jid },
        status: "PENDING",
      });
    scene.server.onSend = async (send) => {
      statuses.push(await report(send));
      acceptSend(send);
    };
    const csv = await inbox.upload("a,b\n1,2\n", "prices.csv");
    await inbox.reply({ content: "**Prices**", fileIds: [csv] });
    await scene.turn();
    const [send] = scene.server.sent.slice(-1);
    if (send) statuses.push(await report(send));
    expect(statuses).toEqual([status, 200]);
    expect(await inbox.conversations()).toHaveLength(1);
    expect(await outgoing(inbox)).toMatchObject([{ content: "**Prices**", sourceId: send?.message.key.id }]);
  },
);

test("a message on the phone with the text of one that is being sent elsewhere is stored in its own chat", async () => {
  const inbox = await scene.open();
  await inbox.receive({ conversation: "Hello" });
  const statuses: number[] = [];
  const other = inbox.message(
    { conversation: "OK" },
    { key: { remoteJid: "15550777@s.whatsapp.net", fromMe: true } },
  );
  scene.server.onSend = async (send) => {
    statuses.push(await inbox.post("messages.upsert", other));
    acceptSend(send);
  };
  await inbox.reply({ content: "OK" });
  await scene.turn();
  expect(statuses).toEqual([200]);
  expect((await inbox.conversations()).map(({ contact }) => contact.phone).toSorted()).toEqual([
    "+15550123",
    "+15550777",
  ]);
});

test.each(PLACES)(
  "what is written on the phone in %s that is in the trash holds up nothing",
  async (_, theirs, chat) => {
    const inbox = await scene.open();
    await inbox.receive({ conversation: "Hello" }, { key: theirs });
    const [{ displayId }] = await inbox.conversations();
    expect((await inbox.client.post(`/v1/conversations/${displayId}/trash`)).status).toBe(200);
    const own = (conversation: string, key: object) =>
      inbox.message({ conversation }, { key: { ...key, fromMe: true } });
    expect(await inbox.post("messages.upsert", own("By webhook", chat))).toBe(200);
    const elsewhere = { remoteJid: "15550777@s.whatsapp.net" };
    const found = [own("By search", chat), own("Behind it", elsewhere)];
    await storeMissed(
      await inboxOf(inbox),
      found.map((one) => evolutionMessage.parse(one)),
    );
    const rows = await scene.api.world.database.query<{ content: string }>(
      "select content from message where account_id = $1 and direction = 'out' and kind = 'message' order by id",
      [inbox.accountId],
    );
    const isGroup = chat === PLACES[2]?.[2];
    const shown = isGroup ? ["Behind it"] : ["By webhook", "By search", "Behind it"];
    expect(rows.map(({ content }) => content)).toEqual(shown);
  },
);

test("a receipt that comes before the answer is not lost where the server calls the message not ours", async () => {
  const inbox = await scene.open();
  await inbox.receive({ conversation: "Hello" });
  scene.server.onSend = async (send: EvolutionSend) => {
    expect(await inbox.update(send.message.key.id, "DELIVERED", { fromMe: false })).toBe(200);
    acceptSend(send);
  };
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect((await outgoing(inbox)).at(-1).status).toBe("delivered");
});

test("a message of ours beside whose chat WhatsApp names our own number is in the chat, and unites nobody", async () => {
  const inbox = await scene.open();
  const [first, second, third] = ["998877665544@lid", "112233445566@lid", "223344556677@lid"];
  await inbox.receive({ conversation: "Hi" }, { key: { remoteJid: first, remoteJidAlt: CUSTOMER_JID } });
  await inbox.receive({ conversation: "Hi" }, { key: { remoteJid: second }, pushName: "Carl" });
  const own = (remoteJid: string, remoteJidAlt: string) =>
    inbox.message({ conversation: `To ${remoteJid}` }, { key: { remoteJid, remoteJidAlt, fromMe: true } });
  for (const remoteJid of [first, second, third]) {
    expect(await inbox.post("messages.upsert", own(remoteJid, OWN_JID))).toBe(200);
    expect(await inbox.post("send.message", own(OWN_JID, remoteJid))).toBe(200);
  }
  await storeMissed(await inboxOf(inbox), [evolutionMessage.parse(own(first, OWN_JID))]);
  await storeMissed(await inboxOf(inbox), [evolutionMessage.parse(own(second, OWN_JID))]);
  const shown = (await inbox.conversations()).map(({ contact }) => [contact.name, contact.phone]).toSorted();
  expect(shown).toEqual([
    [third, null],
    ["Bea", "+15550123"],
    ["Carl", null],
  ]);
});

test.each([
  ["an edit", "messages.edited", (key: object) => ({ key, type: "REVOKE" })],
  ["a deletion", "messages.delete", (key: object) => ({ ...key, status: "DELETED" })],
  [
    "a deletion by another program at the server",
    "messages.delete",
    (key: object) => ({ id: "clx0", key, status: "DELETED" }),
  ],
])("a deletion that comes before its message is to come again, as %s", async (_, event, dataOf) => {
  const inbox = await scene.open();
  const message = inbox.message({ conversation: "Wrong chat" }, { key: { fromMe: true } });
  const remove = () => inbox.post(event, dataOf(message.key));
  expect(await remove()).toBe(503);
  await inbox.post("messages.upsert", message);
  expect(await remove()).toBe(200);
  expect((await inbox.messages())[0].deletedAt).toEqual(expect.any(String));
});

test("the time of an edit is read from both halves of its number", async () => {
  const inbox = await scene.open();
  const { key } = inbox.message({ conversation: "At 4" });
  const halves = (ms: number) => ({ low: (ms % 2 ** 32) | 0, high: Math.floor(ms / 2 ** 32) });
  const edit = (ms: number) =>
    inbox.post("messages.edited", {
      key,
      type: 14,
      editedMessage: { conversation: "At 5" },
      timestampMs: halves(ms),
    });
  expect(await edit(Date.now())).toBe(503);
  expect(await edit(Date.now() - 3_600_000)).toBe(200);
});

test("the deletion of a status is no matter of a chat, and does not come again", async () => {
  const inbox = await scene.open();
  const deleted = { id: "3EB0STATUS", remoteJid: "status@broadcast", fromMe: false, status: "DELETED" };
  expect(await inbox.post("messages.delete", deleted)).toBe(200);
});

test("an edit on the phone to a text longer than the inbox sends is stored", async () => {
  const inbox = await scene.open();
  expect((await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { maxMessageChars: 20 })).status).toBe(
    200,
  );
  await inbox.receive({ conversation: "Hello" });
  const own = inbox.message({ conversation: "Hi" }, { key: { fromMe: true } });
  expect(await inbox.post("messages.upsert", own)).toBe(200);
  const conversation = "We are open until six";
  const edit = { key: own.key, type: "MESSAGE_EDIT", editedMessage: { conversation } };
  expect(await inbox.post("messages.edited", edit)).toBe(200);
  expect((await outgoing(inbox)).map(({ content }) => content)).toEqual([conversation]);
});

test("a place that is sent from the phone has its coordinates", async () => {
  const inbox = await scene.open();
  const locationMessage = { degreesLatitude: 52.5, degreesLongitude: 13.4, name: "Shop" };
  await inbox.receive({ locationMessage }, { key: { remoteJid: CUSTOMER_JID, fromMe: true } });
  const [sent] = await outgoing(inbox);
  expect(sent.location).toEqual({ latitude: 52.5, longitude: 13.4, name: "Shop" });
});
