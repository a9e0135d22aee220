import { afterAll, beforeAll, expect, test } from "vitest";
import { type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

test("a conversation that begins here goes to the contact's number, and goes on when they answer from it as WhatsApp writes it", async () => {
  const inbox = await scene.open();
  const { client, inboxId } = inbox;
  const jid = "551187654321@s.whatsapp.net";
  scene.server.onSend = ({ answer, message: { key } }) => {
    answer.writeHead(201).end(JSON.stringify({ key: { ...key, remoteJid: jid }, status: "PENDING" }));
  };
  const { body: contact } = await client.post("/v1/contacts", { name: "Bea", phone: "+5511987654321" });
  const message = { content: "Is your washer dry?" };
  await client.post("/v1/conversations", { inboxId, contactId: contact.id, message });
  await scene.turn();
  expect(scene.server.sent.at(-1)?.json["number"]).toBe("5511987654321");
  await inbox.receive({ conversation: "Yes" }, { key: { remoteJid: jid } });
  expect(await inbox.conversations()).toHaveLength(1);
  expect((await inbox.messages()).map(({ content }) => content)).toEqual([message.content, "Yes"]);
});

test("a program that knows a contact by the number alone gets the same conversation", async () => {
  const inbox = await scene.open();
  const { client, inboxId } = inbox;
  await inbox.receive({ conversation: "Hello" }, { key: { remoteJid: "15550888@s.whatsapp.net" } });
  const [{ contactId }] = await inbox.conversations();
  const created = await client.post("/v1/contacts", { name: "Bo", phone: "+15550888", inboxId });
  expect(created.status).toBe(409);
  const second = await client.post("/v1/contacts", { name: "Cy", phone: "+15550889", inboxId });
  expect(second.status).toBe(201);
  await inbox.receive({ conversation: "Hi" }, { key: { remoteJid: "15550889@s.whatsapp.net" } });
  expect((await inbox.conversations()).map((one: { contactId: number }) => one.contactId)).toEqual([
    second.body.contact?.id ?? second.body.id,
    contactId,
  ]);
});
