import { afterAll, beforeAll, expect, test } from "vitest";
import { OWN_JID } from "@/test/support/clients/evolution-server";
import {
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

const ANN = "15550001@s.whatsapp.net";
const BEN = "15550002@s.whatsapp.net";
const CARL_HIDDEN = "112233445566@lid";

const inGroup = (
  inbox: OpenEvolution,
  { from, name, ...content }: { from: string; name: string } & Record<string, unknown>,
) => inbox.receive(content, { key: { remoteJid: GROUP_JID, participant: from }, pushName: name });
const membersOf = async (inbox: OpenEvolution) => {
  const [{ displayId }] = await inbox.conversations();
  const { data } = (await inbox.client.get(`/v1/conversations/${displayId}/members`)).body;
  return data
    .filter(({ leftAt }: { leftAt: string | null }) => leftAt === null)
    .map(({ contact }: { contact: { name: string } }) => contact.name)
    .toSorted();
};
const noticesOf = async (inbox: OpenEvolution) =>
  (await inbox.messages()).filter(({ kind }) => kind === "system").map(({ content }) => content);

test.each(["groups.update", "GROUP_UPDATE"])("a renamed group has its new name: %s", async (event) => {
  const inbox = await scene.open();
  await inGroup(inbox, { from: ANN, name: "Ann", conversation: "Hi" });
  expect(
    await inbox.post(event, [
      { id: GROUP_JID, subject: "Builders" },
      { id: GROUP_JID, restrict: true },
    ]),
  ).toBe(200);
  expect((await inbox.conversations())[0].contact.name).toBe("Builders");
  expect(await inbox.post(event, [{ id: "120363000000000000@g.us", subject: "Unknown" }])).toBe(200);
  expect(await inbox.conversations()).toHaveLength(1);
});

test("people who come into a group are its members, and those who go are not; each change is told once", async () => {
  const inbox = await scene.open();
  await inGroup(inbox, { from: ANN, name: "Ann", conversation: "Hi" });
  const change = (action: string, participants: unknown[], more: object = {}) =>
    inbox.post("group-participants.update", { id: GROUP_JID, action, participants, ...more });
  const data = { participantsData: [{ jid: BEN, phoneNumber: "15550002", name: "Ben" }] };
  for (let i = 0; i < 2; i++) expect(await change("add", [BEN, OWN_JID], data)).toBe(200);
  // Some versions repeat the digits of a hidden id as its number.
  const hidden = { participantsData: [{ jid: CARL_HIDDEN, phoneNumber: "112233445566" }] };
  expect(await change("add", [CARL_HIDDEN], hidden)).toBe(200);
  expect(await change("promote", [ANN])).toBe(200);
  expect(await membersOf(inbox)).toEqual(["Ann", "Ben"]);
  await inGroup(inbox, { from: CARL_HIDDEN, name: "Carl", conversation: "Hello" });
  expect(await membersOf(inbox)).toEqual(["Ann", "Ben", "Carl"]);
  for (let i = 0; i < 2; i++) expect(await change("remove", [{ id: ANN }], { author: ANN })).toBe(200);
  expect(await change("remove", [BEN], { author: CARL_HIDDEN })).toBe(200);
  expect(await membersOf(inbox)).toEqual(["Carl"]);
  expect(await noticesOf(inbox)).toEqual(["WhatsApp added Ben.", "Ann left.", "WhatsApp removed Ben."]);
});

test("people of a group that nobody wrote in make no conversation", async () => {
  const inbox = await scene.open();
  const joined = { id: GROUP_JID, action: "add", participants: [ANN] };
  expect(await inbox.post("group-participants.update", joined)).toBe(200);
  expect(await inbox.conversations()).toEqual([]);
});

test("a member who goes reads nothing for the others: ticks are WhatsApp's", async () => {
  const inbox = await scene.open();
  await inGroup(inbox, { from: ANN, name: "Ann", conversation: "Hi" });
  await inbox.reply({ content: "Hello all" });
  await scene.turn();
  await inGroup(inbox, { from: BEN, name: "Ben", conversation: "I am new" });
  const left = { id: GROUP_JID, action: "remove", participants: [ANN], author: ANN };
  expect(await inbox.post("group-participants.update", left)).toBe(200);
  const sent = (await inbox.messages()).find(({ direction }) => direction === "out");
  expect(sent.status).toBe("pending");
});

test("a mention is shown by its name, in a message and its edit, and one of an unknown number as it is", async () => {
  const inbox = await scene.open();
  await inGroup(inbox, { from: ANN, name: "Ann", conversation: "Hi" });
  await inGroup(inbox, { from: CARL_HIDDEN, name: "Carl", conversation: "Hello" });
  const text = "@15550001 and @112233445566, ask @15559999 or a@15550001.com1";
  const contextInfo = { mentionedJid: [ANN, CARL_HIDDEN, "15559999@s.whatsapp.net"] };
  const shown = "@Ann and @Carl, ask @15559999 or a@15550001.com1";
  await inGroup(inbox, { from: BEN, name: "Ben", extendedTextMessage: { text, contextInfo } });
  const beside = inbox.message({ conversation: text }, { key: { remoteJid: GROUP_JID, participant: BEN } });
  await inbox.post("messages.upsert", { ...beside, contextInfo });
  const edited = { extendedTextMessage: { text: "Only @15550001", contextInfo } };
  await inbox.post("messages.edited", { key: beside.key, type: "MESSAGE_EDIT", editedMessage: edited });
  const contents = (await inbox.messages()).slice(2).map(({ content }) => content);
  expect(contents).toEqual([shown, "Only @Ann"]);
});

test("a quote within a group names the quoted message, whoever wrote it, in both directions", async () => {
  const inbox = await scene.open();
  const question = inbox.message(
    { conversation: "Who comes?" },
    { key: { remoteJid: GROUP_JID, participant: ANN }, pushName: "Ann" },
  );
  await inbox.post("messages.upsert", question);
  const contextInfo = { stanzaId: question.key.id, participant: ANN };
  await inGroup(inbox, { from: BEN, name: "Ben", extendedTextMessage: { text: "Me", contextInfo } });
  const [first, answer] = await inbox.messages();
  expect(answer.inReplyTo).toMatchObject({ id: first.id });
  await inbox.reply({ content: "Good", inReplyTo: { id: answer.id } });
  await scene.turn();
  expect(scene.server.sent.at(-1)?.json).toMatchObject({
    number: GROUP_JID,
    quoted: { key: { id: answer.sourceId } },
  });
});
