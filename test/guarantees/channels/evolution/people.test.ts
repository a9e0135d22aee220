import { afterAll, beforeAll, expect, test } from "vitest";
import {
  CUSTOMER,
  CUSTOMER_JID,
  type EvolutionScene,
  GROUP_JID,
  type OpenEvolution,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

const HIDDEN = "998877665544@lid";
const contactsOf = async ({ client }: OpenEvolution) => (await client.get("/v1/contacts")).body.data;

const NUMBER_ALONE = { remoteJid: CUSTOMER_JID };
const HIDDEN_ALONE = { remoteJid: HIDDEN };
const HIDDEN_FIRST = { remoteJid: HIDDEN, remoteJidAlt: CUSTOMER_JID };
const NUMBER_FIRST = { remoteJid: CUSTOMER_JID, remoteJidAlt: HIDDEN };
const BY_SENDER = { remoteJid: HIDDEN, senderPn: CUSTOMER_JID };

test.each([
  ["the number, then both", [NUMBER_ALONE, HIDDEN_FIRST, HIDDEN_ALONE]],
  ["both, then the hidden id", [HIDDEN_FIRST, HIDDEN_ALONE, NUMBER_ALONE]],
  ["both the other way round", [NUMBER_FIRST, HIDDEN_ALONE]],
  ["the number beside it, as versions before 2.3.4 name it", [BY_SENDER, HIDDEN_ALONE, NUMBER_ALONE]],
  ["the hidden id, then both", [HIDDEN_ALONE, HIDDEN_FIRST, NUMBER_ALONE]],
  ["each alone, then both", [HIDDEN_ALONE, NUMBER_ALONE, HIDDEN_FIRST, HIDDEN_ALONE]],
])("a customer is one contact with their number, whatever ids WhatsApp names: %s", async (_, keys) => {
  const inbox = await scene.open();
  for (const [index, key] of keys.entries())
    expect(await inbox.receive({ conversation: `${index}` }, { key })).toBe(200);
  expect(await contactsOf(inbox)).toMatchObject([{ name: "Bea", phone: `+${CUSTOMER}` }]);
});

test("messages under either id arrive in one conversation, and replies to it leave", async () => {
  const inbox = await scene.open();
  for (const key of [HIDDEN_ALONE, HIDDEN_FIRST, NUMBER_ALONE, HIDDEN_ALONE])
    await inbox.receive({ conversation: "Hi" }, { key });
  expect(await inbox.conversations()).toHaveLength(1);
  expect(await inbox.messages()).toHaveLength(4);
  await inbox.reply({ content: "Hello" });
  await scene.turn();
  expect(scene.server.sent.at(-1)?.json.number).toBe(HIDDEN);
});

test("a number that another contact of the account has unites both", async () => {
  const inbox = await scene.open();
  const known = (await inbox.client.post("/v1/contacts", { name: "Beatrice", phone: `+${CUSTOMER}` })).body;
  await inbox.receive({ conversation: "Hi" }, { key: HIDDEN_ALONE });
  await inbox.receive({ conversation: "It is me" }, { key: HIDDEN_FIRST });
  expect(await contactsOf(inbox)).toMatchObject([{ id: known.id, name: "Beatrice" }]);
  const [conversation] = await inbox.conversations();
  expect(conversation.contact).toMatchObject({ id: known.id });
});

test("the participants of a group who hide their numbers are one contact each, also with the number and in private", async () => {
  const inbox = await scene.open();
  const remoteJid = GROUP_JID;
  const inGroup = (key: object, pushName: string) =>
    inbox.receive({ conversation: `I am ${pushName}` }, { key: { remoteJid, ...key }, pushName });
  await inGroup({ participant: HIDDEN }, "Bea");
  await inGroup({ participant: HIDDEN, participantAlt: CUSTOMER_JID }, "Bea");
  await inGroup({ participant: CUSTOMER_JID, participantLid: HIDDEN }, "Bea");
  await inGroup({ participant: HIDDEN, participantPn: CUSTOMER_JID }, "Bea");
  await inGroup({ participant: "112233445566@lid" }, "Carl");
  const senders = (await inbox.messages()).map(({ sender }) => sender);
  expect(new Set(senders.map(({ id }) => id)).size).toBe(2);
  await inbox.receive({ conversation: "Privately" }, { key: HIDDEN_ALONE });
  const [privately] = await inbox.conversations();
  expect(privately.contact).toMatchObject({ id: senders[0].id, name: "Bea" });
});

test("a contact who was written to first is called by their number until they write, and keeps a name that a member gave", async () => {
  const inbox = await scene.open();
  await inbox.receive({ conversation: "Hello?" }, { key: { fromMe: true }, pushName: "Our shop" });
  expect(await contactsOf(inbox)).toMatchObject([{ name: `+${CUSTOMER}` }]);
  await inbox.receive({ conversation: "Yes?" });
  const [contact] = await contactsOf(inbox);
  expect(contact.name).toBe("Bea");
  await inbox.client.patch(`/v1/contacts/${contact.id}`, { name: "Beatrice" });
  await inbox.receive({ conversation: "Still here" });
  expect(await contactsOf(inbox)).toMatchObject([{ name: "Beatrice" }]);
});
