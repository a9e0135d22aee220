import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acceptSend, type GraphSend, graphFault } from "@/test/support/clients/graph-api";
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
afterEach(() => {
  scene.graph.onSend = acceptSend;
});

const lastOf = async (inbox: OpenWhatsapp) => (await inbox.outgoing()).at(-1);

test("a reply is sent with WhatsApp's marks, and has Meta's id", async () => {
  const inbox = await scene.begin();
  const { status } = await inbox.reply({ content: "It is **ready**, see [shop](https://shop.test)" });
  expect(status).toBe("pending");
  await scene.turn();
  const [send] = inbox.sent();
  expect(send?.json).toMatchObject({
    messaging_product: "whatsapp",
    to: CUSTOMER,
    type: "text",
    text: { body: "It is *ready*, see shop (https://shop.test)" },
  });
  expect(await lastOf(inbox)).toMatchObject({ status: "sent", sourceId: send?.wamid });
});

test("a reply quotes a message by Meta's id", async () => {
  const inbox = await scene.begin();
  const [received] = (await inbox.messages()).filter(({ direction }) => direction === "in");
  await inbox.reply({ content: "Yes", inReplyTo: { id: received.id } });
  await scene.turn();
  expect(inbox.sent()[0]?.json.context).toEqual({ message_id: received.sourceId });
});

test("what WhatsApp does not take in one message is refused before it is stored", async () => {
  const inbox = await scene.begin();
  const files = await Promise.all(["a.csv", "b.csv"].map((name) => inbox.upload("1\n", name)));
  const refusalOf = async (message: object) => {
    const { status, body } = await inbox.tryReply(message);
    return [status, body.error?.code, body.error?.field];
  };
  expect(await refusalOf({ content: "x".repeat(4_097) })).toEqual([422, "message.too_long", "content"]);
  expect(await refusalOf({ fileIds: files })).toEqual([422, "file.too_many", "fileIds"]);
  expect(await refusalOf({ content: "x".repeat(1_025), fileIds: files.slice(0, 1) })).toEqual([
    422,
    "message.too_long",
    "content",
  ]);
  expect((await inbox.messages()).filter(({ direction }) => direction === "out")).toEqual([]);
});

test("a file is uploaded once and sent with its text; what WhatsApp does not show is a document", async () => {
  const inbox = await scene.begin();
  const fileId = await inbox.upload("a,b\n1,2\n", "prices.csv");
  await inbox.reply({ content: "Prices", fileIds: [fileId] });
  await scene.turn();
  const upload = scene.graph.uploads.at(-1);
  expect(upload?.body).toContain("a,b\n1,2\n");
  expect(inbox.sent()[0]?.json).toMatchObject({
    type: "document",
    document: { id: upload?.id, caption: "Prices", filename: "prices.csv" },
  });
});

test.each([
  ["read", ["read", "delivered", "sent", "read"]],
  ["delivered", ["sent", "delivered", "sent"]],
  ["failed", ["failed", "sent"]],
])("statuses in any order and repeated end in the highest: %s", async (expected, statuses) => {
  const inbox = await scene.begin();
  await inbox.reply({ content: "Done" });
  await scene.turn();
  const wamid = inbox.sent()[0]?.wamid ?? "";
  for (const status of statuses) expect(await inbox.status(wamid, status)).toBe(200);
  expect((await lastOf(inbox)).status).toBe(expected);
});

test("a status that comes before the answer to the sending is not lost", async () => {
  const inbox = await scene.begin();
  scene.graph.onSend = async (send: GraphSend) => {
    expect(await inbox.status(send.wamid, "delivered")).toBe(200);
    acceptSend(send);
  };
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect((await lastOf(inbox)).status).toBe("delivered");
});

test("a failure has Meta's code and text, and what to do", async () => {
  const inbox = await scene.begin();
  await inbox.reply({ content: "Done" });
  await scene.turn();
  const errors = [{ code: 131047, title: "Re-engagement message", message: "Re-engagement message" }];
  await inbox.status(inbox.sent()[0]?.wamid ?? "", "failed", { errors });
  expect(await lastOf(inbox)).toMatchObject({
    status: "failed",
    externalError:
      "131047 Re-engagement message. More than 24 hours have passed since the customer wrote. Send a template instead.",
  });
});

test.each([
  ["a 5xx", graphFault(500, 131000, "Something went wrong")],
  ["a cut connection", ({ answer }: GraphSend) => answer.destroy()],
  [
    "an answer that is cut off",
    ({ answer }: GraphSend) =>
      answer.writeHead(200, { "content-length": "500" }).write('{"messages":[', () => answer.destroy()),
  ],
])("%s leaves the message unconfirmed, it is sent once, and its status ends the doubt", async (_, fault) => {
  const inbox = await scene.begin();
  scene.graph.onSend = fault;
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect(await lastOf(inbox)).toMatchObject({ status: "pending", unconfirmed: true });
  await scene.turn();
  const [send, ...more] = inbox.sent();
  expect(more).toEqual([]);
  const sentWith = { biz_opaque_callback_data: send?.json.biz_opaque_callback_data };
  expect(await inbox.status(send?.wamid ?? "", "delivered", sentWith)).toBe(200);
  expect(await lastOf(inbox)).toMatchObject({
    status: "delivered",
    unconfirmed: false,
    sourceId: send?.wamid,
  });
});

test.each([
  ["130429 as 400", graphFault(400, 130429, "Rate limit hit")],
  ["131056 as 400", graphFault(400, 131056, "Pair rate limit hit")],
  ["a bare 429", graphFault(429, 1, "Too many calls", { "retry-after": "30" })],
])("a limit is tried again later: %s", async (_, fault) => {
  const inbox = await scene.begin();
  scene.graph.onSend = fault;
  const { id } = await inbox.reply({ content: "Done" });
  await scene.turn();
  expect(await lastOf(inbox)).toMatchObject({ status: "pending", unconfirmed: false });
  const [waiting] = await scene.api.world.database.query(
    "select state from send where account_id = $1 and message_id = $2",
    [inbox.accountId, id],
  );
  expect(waiting).toMatchObject({ state: "waiting" });
});

test("Meta's refusal fails the message with its words", async () => {
  const inbox = await scene.begin();
  scene.graph.onSend = graphFault(400, 131030, "Recipient phone number not in allowed list");
  await inbox.reply({ content: "Done" });
  await scene.turn();
  expect(await lastOf(inbox)).toMatchObject({
    status: "failed",
    externalError: "131030 Recipient phone number not in allowed list.",
  });
});

test("the data of a status reaches no message of another inbox", async () => {
  const [inbox, other] = [await scene.begin(), await scene.begin()];
  await inbox.reply({ content: "Done" });
  await scene.turn();
  const { biz_opaque_callback_data: data } = inbox.sent()[0]?.json ?? {};
  await other.status("wamid.forged", "read", { biz_opaque_callback_data: data });
  expect((await lastOf(inbox)).status).toBe("sent");
});

test("24 hours after the customer's last message free text is refused with that time, and nothing is stored", async () => {
  const inbox = await scene.begin();
  const [{ conversationId }] = await inbox.messages();
  const before = (await inbox.messages()).length;
  const age = (hours: number) =>
    scene.api.world.database.query(
      `update message set created_at = now() - $3::int * interval '1 minute'
        where account_id = $1 and conversation_id = $2 and direction = 'in'`,
      [inbox.accountId, conversationId, hours * 60],
    );
  await age(25);
  const { status, body } = await inbox.tryReply({ content: "Still there?" });
  expect([status, body.error.code]).toEqual([409, "channel.window_closed"]);
  const hourAgo = Date.now() - 3_600_000;
  expect(Math.abs(Date.parse(body.error.closedAt) - hourAgo)).toBeLessThan(60_000);
  expect(await inbox.messages()).toHaveLength(before);
  await age(23);
  expect((await inbox.tryReply({ content: "Still there?" })).status).toBe(201);
});

test("the 24 hours begin when the customer wrote, not when Meta told it, in any order", async () => {
  const inbox = await scene.open();
  const write = (hoursAgo: number) =>
    inbox.receive({
      type: "text",
      text: { body: "Hello" },
      timestamp: String(Math.floor(Date.now() / 1000 - hoursAgo * 3_600)),
    });
  await write(25);
  const { status, body } = await inbox.tryReply({ content: "Still there?" });
  expect([status, body.error?.code]).toEqual([409, "channel.window_closed"]);
  expect(Math.abs(Date.parse(body.error.closedAt) - (Date.now() - 3_600_000))).toBeLessThan(60_000);
  await write(23);
  await write(24.5);
  expect((await inbox.tryReply({ content: "Still there?" })).status).toBe(201);
});

test("what WhatsApp itself reports of a customer opens no window", async () => {
  const inbox = await scene.open();
  const timestamp = String(Math.floor(Date.now() / 1000 - 25 * 3_600));
  await inbox.receive({ type: "text", text: { body: "Hello" }, timestamp });
  await inbox.receive({
    type: "system",
    system: { body: "Bea changed from 1 to 2", type: "user_changed_number" },
  });
  expect((await inbox.messages()).map(({ content }) => content)).toEqual([
    "Hello",
    "Bea changed from 1 to 2",
  ]);
  const { status, body } = await inbox.tryReply({ content: "Still there?" });
  expect([status, body.error?.code]).toEqual([409, "channel.window_closed"]);
});

test("a note is no reply: it needs no open window", async () => {
  const inbox = await scene.begin();
  await scene.api.world.database.query(
    "update message set created_at = now() - interval '2 days' where account_id = $1 and direction = 'in'",
    [inbox.accountId],
  );
  expect((await inbox.tryReply({ private: true, content: "They are away" })).status).toBe(201);
});
