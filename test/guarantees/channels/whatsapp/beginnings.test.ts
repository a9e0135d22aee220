import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acceptSend } from "@/test/support/clients/graph-api";
import {
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

const READY = { name: "order_ready", language: "en", parameters: { body: ["Bea", "A-17"] } };
const nowS = () => String(Math.floor(Date.now() / 1_000));

/** A conversation that a program begins with a contact of this number, and a template in it. */
async function beginWith({ client, inboxId }: OpenWhatsapp, contact: object): Promise<string> {
  const { body } = await client.post("/v1/contacts", { name: "Bea", ...contact });
  const begun = await client.post("/v1/conversations", { inboxId, contactId: body.id });
  expect(begun.status).toBe(201);
  const path = `/v1/conversations/${begun.body.displayId}/messages`;
  expect((await client.post(path, { channelTemplate: READY })).status).toBe(201);
  await scene.turn();
  return path;
}
const answerFrom = (inbox: OpenWhatsapp, from: string) =>
  inbox.deliver({
    contacts: [{ wa_id: from, profile: { name: "Bea" } }],
    messages: [
      { from, id: `wamid.answer.${from}`, timestamp: nowS(), type: "text", text: { body: "Thanks" } },
    ],
  });
const textsOf = async ({ client }: OpenWhatsapp, path: string) =>
  (await client.get(path)).body.data.map(({ content }: { content: string }) => content.slice(0, 6));

test("a conversation that begins here goes to the contact's number, and goes on when they answer", async () => {
  const inbox = await scene.open();
  const path = await beginWith(inbox, { phone: "+15550777" });
  expect(inbox.sent()[0]?.json.to).toBe("15550777");
  expect(await answerFrom(inbox, "15550777")).toBe(200);
  expect(await textsOf(inbox, path)).toEqual(["Hi Bea", "Thanks"]);
});

test("an answer from the number that WhatsApp has of the customer is in the same conversation", async () => {
  const inbox = await scene.open();
  scene.graph.onSend = ({ answer, wamid, json: { to } }) => {
    const contacts = [{ input: to, wa_id: "551187654321" }];
    answer.end(JSON.stringify({ messaging_product: "whatsapp", contacts, messages: [{ id: wamid }] }));
  };
  const path = await beginWith(inbox, { phone: "+5511987654321" });
  expect(await answerFrom(inbox, "551187654321")).toBe(200);
  expect(await textsOf(inbox, path)).toEqual(["Hi Bea", "Thanks"]);
});

test("to a contact without a number nothing is sent", async () => {
  const inbox = await scene.open();
  const path = await beginWith(inbox, {});
  expect(inbox.sent()).toEqual([]);
  const [message] = (await inbox.client.get(path)).body.data;
  const error = "The customer has no WhatsApp number in this inbox.";
  expect(message).toMatchObject({ status: "failed", externalError: error });
});
