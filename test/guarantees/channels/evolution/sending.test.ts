import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acceptSend, type EvolutionSend, evolutionFault } from "@/test/support/clients/evolution-server";
import {
  CUSTOMER,
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
afterEach(async () => {
  scene.server.onSend = acceptSend;
  scene.server.outage = null;
  await scene.dropOpen();
});

/** An inbox to which a customer has written. */
async function begin(): Promise<OpenEvolution> {
  scene.server.sent.length = 0;
  const inbox = await scene.open();
  await inbox.receive({ conversation: "Hello" });
  return inbox;
}
const lastOf = async (inbox: OpenEvolution) =>
  (await inbox.messages()).findLast(({ direction }) => direction === "out");
const outgoing = async (inbox: OpenEvolution) =>
  (await inbox.messages()).filter(({ direction }) => direction === "out");
/** The worker may look at once, also where the server's faults made it pause. */
async function makeDue({ accountId }: OpenEvolution): Promise<void> {
  const { database } = scene.api.world;
  await database.query("update inbox_sending set open_until = null where account_id = $1", [accountId]);
  await database.query(
    "update send set due_at = now() - interval '1 second' where account_id = $1 and settled_at is null",
    [accountId],
  );
}

test("a reply is sent with WhatsApp's marks, has WhatsApp's id, and waits for its receipt", async () => {
  const inbox = await begin();
  await inbox.reply({ content: "It is **ready**" });
  await scene.turn();
  const [send] = scene.server.sent;
  expect([send?.path, send?.json]).toEqual([
    "message/sendText",
    { number: CUSTOMER, text: "It is *ready*", linkPreview: true },
  ]);
  const sourceId = send?.message.key.id ?? "";
  expect(await lastOf(inbox)).toMatchObject({ status: "pending", unconfirmed: false, sourceId });
  await inbox.update(sourceId, "SERVER_ACK");
  expect((await lastOf(inbox)).status).toBe("sent");
});

test("a file is sent with its text, and a sound as a voice message", async () => {
  const inbox = await begin();
  const csv = await inbox.upload("a,b\n1,2\n", "prices.csv");
  await inbox.reply({ content: "Prices", fileIds: [csv] });
  await scene.turn();
  const [send] = scene.server.sent;
  expect(send?.path).toBe("message/sendMedia");
  expect(send?.json).toMatchObject({ mediatype: "document", caption: "Prices", fileName: "prices.csv" });
  expect(Buffer.from(send?.json.media, "base64").toString()).toBe("a,b\n1,2\n");
  const ogg = await inbox.upload(`OggS\0\x02${"\0".repeat(22)}OpusHead${"\0".repeat(11)}`, "voice.ogg");
  await inbox.reply({ content: "", fileIds: [ogg] });
  await scene.turn();
  expect(scene.server.sent[1]?.path).toBe("message/sendWhatsAppAudio");
});

test.each([
  ["read", ["READ", "DELIVERY_ACK", "SERVER_ACK", "READ"]],
  ["read", ["PLAYED", "PENDING"]],
  ["delivered", ["SERVER_ACK", "DELIVERY_ACK", "SERVER_ACK", "DELETED", "EDITED"]],
  ["failed", ["ERROR", "SERVER_ACK"]],
  ["delivered", ["ERROR", "DELIVERED"]],
])("receipts in any order and repeated end in the highest: %s", async (expected, statuses) => {
  const inbox = await begin();
  await inbox.reply({ content: "Done" });
  await scene.turn();
  const id = scene.server.sent[0]?.message.key.id ?? "";
  for (const status of statuses) expect(await inbox.update(id, status)).toBe(200);
  expect((await lastOf(inbox)).status).toBe(expected);
});

test("a report of the sending that comes long after the failure is late, and no new attempt: nobody else sends the message again", async () => {
  const inbox = await begin();
  await inbox.reply({ content: "Done" });
  await scene.turn();
  const id = scene.server.sent[0]?.message.key.id ?? "";
  await inbox.update(id, "ERROR");
  await scene.api.world.database.query(
    "update message_receipt set at = at - interval '1 hour', received_at = received_at - interval '1 hour' where account_id = $1",
    [inbox.accountId],
  );
  await inbox.update(id, "SERVER_ACK");
  expect(await lastOf(inbox)).toMatchObject({ status: "failed", attempt: 1 });
  await inbox.update(id, "DELIVERY_ACK");
  expect(await lastOf(inbox)).toMatchObject({ status: "delivered", attempt: 1 });
});

test("a receipt that comes before the answer to the sending is not lost", async () => {
  const inbox = await begin();
  scene.server.onSend = async (send: EvolutionSend) => {
    expect(await inbox.update(send.message.key.id, "DELIVERY_ACK", { fromMe: undefined })).toBe(200);
    acceptSend(send);
  };
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect((await lastOf(inbox)).status).toBe("delivered");
});

test("the report of our own message, before or after its answer, makes no second one", async () => {
  const inbox = await begin();
  scene.server.onSend = async (send: EvolutionSend) => {
    expect(await inbox.post("send.message", { ...send.message, status: "PENDING" })).toBe(200);
    acceptSend(send);
  };
  await inbox.reply({ content: "It is **done**" });
  await scene.turn();
  expect(await inbox.post("send.message", { ...scene.server.sent[0]?.message, status: "PENDING" })).toBe(200);
  expect(await outgoing(inbox)).toMatchObject([{ status: "pending", sourceId: expect.any(String) }]);
});

test.each([
  ["a 5xx", evolutionFault(500, "Internal server error")],
  ["a cut connection", ({ answer }: EvolutionSend) => answer.destroy()],
  ["WhatsApp's silence", evolutionFault(400, ["Error: Timed Out"])],
  [
    "a failure of its database behind the sending",
    evolutionFault(400, ["PrismaClientKnownRequestError: \nInvalid `prisma.message.create()` invocation"]),
  ],
  [
    "an answer that is cut off",
    ({ answer }: EvolutionSend) =>
      answer.writeHead(200, { "content-length": "500" }).write('{"key":', () => answer.destroy()),
  ],
])("after %s the message is searched for, and never sent twice", async (_, fault) => {
  const inbox = await begin();
  scene.server.onSend = (send) => {
    send.keep();
    return fault(send);
  };
  scene.server.outage = 503;
  await inbox.reply({ content: "Done" });
  await scene.turn();
  await makeDue(inbox);
  await scene.turn(); // the search has no answer either
  expect(await lastOf(inbox)).toMatchObject({ status: "pending", sourceId: null });
  scene.server.outage = null;
  await makeDue(inbox);
  await scene.turn();
  expect(scene.server.sent).toHaveLength(1);
  expect(await lastOf(inbox)).toMatchObject({
    unconfirmed: false,
    sourceId: scene.server.sent[0]?.message.key.id,
  });
});

test("a message that is not found is unconfirmed in the end, and its report ends the doubt", async () => {
  const inbox = await begin();
  scene.server.onSend = evolutionFault(502, "Bad gateway");
  const { id } = await inbox.reply({ content: "Done" });
  await scene.turn();
  await scene.api.world.database.query(
    "update send set due_at = now() - interval '1 second', created_at = created_at - interval '11 minutes', blocks_until = now() where account_id = $1 and message_id = $2",
    [inbox.accountId, id],
  );
  await scene.turn();
  expect(await lastOf(inbox)).toMatchObject({ status: "pending", unconfirmed: true });
  const late = { ...scene.server.sent[0]?.message, status: "SERVER_ACK" };
  expect(await inbox.post("send.message", late)).toBe(200);
  expect(await outgoing(inbox)).toMatchObject([{ id, status: "sent", unconfirmed: false }]);
});

test.each([
  ["429", evolutionFault(429, "Too many", { "retry-after": "30" })],
  ["an instance without a connection", evolutionFault(400, ["Error: Connection Closed"])],
])("what was surely not sent is tried again later: %s", async (_, fault) => {
  const inbox = await begin();
  scene.server.onSend = fault;
  const { id } = await inbox.reply({ content: "Done" });
  await scene.turn();
  const [waiting] = await scene.api.world.database.query(
    "select state, is_doubtful from send where account_id = $1 and message_id = $2",
    [inbox.accountId, id],
  );
  expect(waiting).toEqual({ state: "waiting", is_doubtful: false });
});

test.each([
  [
    "a number that has no WhatsApp",
    [{ jid: "x", exists: false, number: "15550123" }],
    "The number 15550123 is not on WhatsApp.",
  ],
  ["another reason", [["Owned media must be a url or base64"]], "Owned media must be a url or base64"],
])("a refusal fails the message with its words: %s", async (_, message, words) => {
  const inbox = await begin();
  scene.server.onSend = evolutionFault(400, message);
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect(await lastOf(inbox)).toMatchObject({ status: "failed", externalError: words });
});

test("a reply to a group goes to the group", async () => {
  const inbox = await scene.open();
  scene.server.sent.length = 0;
  const remoteJid = GROUP_JID;
  await inbox.receive({ conversation: "Hi" }, { key: { remoteJid, participant: "15550001@s.whatsapp.net" } });
  await inbox.reply({ content: "Hello all" });
  await scene.turn();
  const [send] = scene.server.sent;
  expect(send?.json.number).toBe(remoteJid);
  await inbox.update(send?.message.key.id ?? "", "READ");
  expect((await lastOf(inbox)).status).toBe("read");
});

test("a quote names WhatsApp's id of the quoted message", async () => {
  const inbox = await begin();
  const [quoted] = await inbox.messages();
  await inbox.reply({ content: "Yes", inReplyTo: { id: quoted.id } });
  await scene.turn();
  expect(scene.server.sent[0]?.json.quoted).toEqual({ key: { id: quoted.sourceId } });
});

test("an open conversation of another inbox is moved here once its customer has written here, and its replies go out here", async () => {
  const inbox = await scene.open();
  scene.server.sent.length = 0;
  const { client, inboxId } = inbox;
  const old = (await client.post("/v1/inboxes", { name: "By Chatwoot", channel: "api" })).body;
  const contact = (await client.post("/v1/contacts", { name: "Bea", phone: `+${CUSTOMER}` })).body;
  const begun = await client.post("/v1/conversations", { inboxId: old.id, contactId: contact.id });
  const { displayId } = begun.body;
  await inbox.receive({ conversation: "Hello" });
  const moved = await client.post(`/v1/conversations/${displayId}/move`, { inboxId });
  expect([moved.status, moved.body.inboxId]).toEqual([200, inboxId]);
  await client.post(`/v1/conversations/${displayId}/messages`, { content: "Still here" });
  await scene.turn();
  expect(scene.server.sent[0]?.json).toMatchObject({ number: CUSTOMER, text: "Still here" });
});
