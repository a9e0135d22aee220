import { afterAll, beforeAll, expect, test } from "vitest";
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

/** A request of a client of Chatwoot. */
async function post({ accountId, token }: OpenWhatsapp, path: string, body: object) {
  const answer = await fetch(`${scene.api.url}/api/v1/accounts/${accountId}${path}`, {
    method: "POST",
    headers: { api_access_token: token, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const READY = { name: "order_ready", category: "UTILITY", language: "en" };
const READY_TEXT = "Hi Bea, your order A-17 is ready.\n\nAcme";
const body = (...texts: string[]) => ({
  type: "body",
  parameters: texts.map((text) => ({ type: "text", text })),
});

test.each([
  ["by their numbers", { "1": "Bea", "2": "A-17" }],
  ["by their parts", { body: { "1": "Bea", "2": "A-17" } }],
])("a client of Chatwoot sends a template with values %s", async (_, values) => {
  const inbox = await scene.begin();
  const [{ displayId }] = (await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body.data;
  const sent = await post(inbox, `/conversations/${displayId}/messages`, {
    content: "Hi Bea",
    message_type: "outgoing",
    template_params: { ...READY, processed_params: values },
  });
  expect([sent.status, sent.body.content]).toEqual([200, READY_TEXT]);
  await scene.turn();
  expect(inbox.sent()[0]?.json).toMatchObject({
    to: CUSTOMER,
    type: "template",
    template: { name: "order_ready", language: { code: "en" }, components: [body("Bea", "A-17")] },
  });
});

test("a client of Chatwoot begins a conversation with a template that has a file and a named variable", async () => {
  const inbox = await scene.open();
  const contact = await inbox.client.post("/v1/contacts", {
    name: "Bea",
    inboxId: inbox.inboxId,
    sourceId: CUSTOMER,
  });
  const begun = await post(inbox, "/conversations", {
    inbox_id: inbox.inboxId,
    contact_id: contact.body.id,
    message: {
      content: "An offer",
      template_params: {
        name: "offer",
        language: "en_US",
        processed_params: {
          header: { media_url: "https://acme.example/a.png", media_type: "image" },
          body: { first_name: "Bea" },
          buttons: [null, { type: "url", parameter: "spring" }],
        },
      },
    },
  });
  expect(begun.status).toBe(200);
  await scene.turn();
  const [send] = inbox.sent();
  expect(send?.json).toMatchObject({ type: "template", template: { name: "offer" } });
  const components = JSON.stringify(send?.json.template.components);
  for (const value of ["https://acme.example/a.png", '"text":"Bea"', "spring"])
    expect(components).toContain(value);
});

test("a variable of a header's text may be named like the address of a file", async () => {
  const inbox = await scene.begin();
  const [{ displayId }] = (await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body.data;
  const components = [
    { type: "HEADER", format: "TEXT", text: "See {{link}}" },
    { type: "BODY", text: "Hi" },
  ];
  scene.graph.templates.push({ name: "see", language: "en", status: "APPROVED", components });
  const sent = await post(inbox, `/conversations/${displayId}/messages`, {
    content: "See",
    template_params: { name: "see", language: "en", processed_params: { header: { link: "acme.example" } } },
  });
  scene.graph.templates.pop();
  expect([sent.status, sent.body.content]).toEqual([200, "See acme.example\n\nHi"]);
});

test.each([
  ["a name that Meta does not have", { ...READY, name: "order_lost" }],
  ["no language", { name: READY.name }],
  ["a value that is missing", { ...READY, processed_params: { "1": "Bea" } }],
  ["a value of two lines", { ...READY, processed_params: { "1": "Bea", "2": "A\n17" } }],
])("a template with %s is refused, and nothing is stored", async (_, template) => {
  const inbox = await scene.begin();
  const [{ displayId }] = (await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body.data;
  const message = { content: "Hi Bea", template_params: template };
  const refused = await post(inbox, `/conversations/${displayId}/messages`, message);
  expect([404, 422]).toContain(refused.status);
  expect(refused.body).toEqual({ error: expect.stringMatching(/\w/) });
  expect(await inbox.outgoing()).toEqual([]);
});
