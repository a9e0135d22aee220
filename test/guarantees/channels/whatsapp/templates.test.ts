import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acceptSend, graphFault, listTemplates, TEMPLATES } from "@/test/support/clients/graph-api";
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
  scene.graph.onTemplates = listTemplates;
  scene.graph.templates = [...TEMPLATES];
});

const READY = { name: "order_ready", language: "en", parameters: { body: ["Bea", "A-17"] } };
const OFFER = {
  name: "offer",
  language: "en_US",
  parameters: { header: ["https://shop.test/a.png"], body: ["Bea"], buttons: ["sale"] },
};
const READY_TEXT = "Hi Bea, your order A-17 is ready.\n\nAcme";

const listOf = ({ client, inboxId }: OpenWhatsapp) => client.get(`/v1/inboxes/${inboxId}/templates`);

test("templates of all pages are listed with what they need, and read once in three minutes", async () => {
  const inbox = await scene.open();
  const reads = scene.graph.templateReads;
  const { status, body } = await listOf(inbox);
  expect(status).toBe(200);
  expect(body.data).toEqual([
    {
      name: "order_ready",
      language: "en",
      status: "APPROVED",
      category: "UTILITY",
      text: "Hi {{1}}, your order {{2}} is ready.",
      footer: "Acme",
      parameters: { header: [], body: ["1", "2"], buttons: [] },
    },
    expect.objectContaining({ name: "order_ready", language: "de", status: "PENDING" }),
    expect.objectContaining({
      name: "offer",
      header: { format: "image" },
      parameters: { header: ["link"], body: ["first_name"], buttons: ["See it"] },
    }),
  ]);
  await listOf(inbox);
  expect(scene.graph.templateReads - reads).toBe(2);
});

test.each([
  ["a 500", graphFault(500, 1, "An unknown error has occurred."), "1 An unknown error has occurred."],
  ["an expired token", graphFault(401, 190, "Expired."), "190 Expired. The access token has expired"],
  ["a page of HTML", ({ answer }) => answer.writeHead(200).end("<html>"), "Meta answered 200."],
  ["a cut", ({ answer }) => answer.destroy(), ""],
] satisfies [string, WhatsappScene["graph"]["onTemplates"], string][])(
  "%s is refused as unavailable with Meta's words, and not remembered",
  async (_, onTemplates, words) => {
    const inbox = await scene.begin();
    scene.graph.onTemplates = onTemplates;
    const { status, body } = await listOf(inbox);
    expect([status, body.error.code]).toEqual([503, "channel.unreachable"]);
    expect(body.error.detail).toContain(words);
    const tried = await inbox.tryReply({ channelTemplate: READY });
    expect([tried.status, tried.body.error.code]).toEqual([503, "channel.unreachable"]);
    expect(await inbox.outgoing()).toEqual([]);
    scene.graph.onTemplates = listTemplates;
    expect((await listOf(inbox)).status).toBe(200);
  },
);

test("an inbox of another kind has no templates, and an inbox of another account none at all", async () => {
  const inbox = await scene.begin();
  const other = await inbox.client.post("/v1/inboxes", { name: "API", channel: "api" });
  const refused = await inbox.client.get(`/v1/inboxes/${other.body.id}/templates`);
  expect([refused.status, refused.body.error.code]).toEqual([409, "inbox.no_templates"]);
  const stranger = await scene.open();
  const foreign = await stranger.client.get(`/v1/inboxes/${inbox.inboxId}/templates`);
  expect([foreign.status, foreign.body.error.code]).toEqual([404, "inbox.not_found"]);
  const talk = await inbox.client.post(`/v1/inboxes/${other.body.id}/messages`, {
    from: { sourceId: "ann" },
    content: "Hello",
  });
  const path = `/v1/conversations/${talk.body.conversation.displayId}/messages`;
  const sent = await inbox.client.post(path, { channelTemplate: READY });
  expect([sent.status, sent.body.error.code]).toEqual([409, "inbox.no_templates"]);
});

test("a template goes out after the window has closed, is stored as it reads, and has a tick like others", async () => {
  const inbox = await scene.begin();
  await scene.api.world.database.query(
    "update message set created_at = now() - interval '25 hours' where account_id = $1",
    [inbox.accountId],
  );
  const free = await inbox.tryReply({ content: "Hello again" });
  expect([free.status, free.body.error.code]).toEqual([409, "channel.window_closed"]);
  const stored = await inbox.reply({ channelTemplate: READY });
  expect(stored).toMatchObject({ content: READY_TEXT, contentType: "channel_template", status: "pending" });
  await scene.turn();
  const [send] = inbox.sent();
  expect(send?.json).toMatchObject({
    to: CUSTOMER,
    type: "template",
    template: {
      name: "order_ready",
      language: { code: "en" },
      components: [
        {
          type: "body",
          parameters: [
            { type: "text", text: "Bea" },
            { type: "text", text: "A-17" },
          ],
        },
      ],
    },
  });
  await inbox.status(send?.wamid ?? "", "read");
  expect((await inbox.outgoing())[0]).toMatchObject({ status: "read", sourceId: send?.wamid });
});

test("headers, named variables and buttons are sent as Meta has them", async () => {
  const inbox = await scene.begin();
  await inbox.reply({ channelTemplate: OFFER });
  await scene.turn();
  expect(inbox.sent()[0]?.json.template.components).toEqual([
    { type: "header", parameters: [{ type: "image", image: { link: "https://shop.test/a.png" } }] },
    { type: "body", parameters: [{ type: "text", parameter_name: "first_name", text: "Bea" }] },
    { type: "button", sub_type: "url", index: "1", parameters: [{ type: "text", text: "sale" }] },
  ]);
});

test.each([
  [{ ...READY, name: "unknown" }, "channel_template.not_found", "channelTemplate.name"],
  [{ ...READY, language: "fr" }, "channel_template.not_found", "channelTemplate.language"],
  [{ ...READY, language: "de" }, "channel_template.not_approved", "channelTemplate.name"],
  [{ ...READY, parameters: { body: ["Bea"] } }, "input.invalid", "channelTemplate.parameters.body"],
  [
    { ...READY, parameters: { body: ["Bea", "A"], header: ["x"] } },
    "input.invalid",
    "channelTemplate.parameters.header",
  ],
  [
    { ...READY, parameters: { body: ["Bea", "two\nlines"] } },
    "input.invalid",
    "channelTemplate.parameters.body.1",
  ],
  ...["a.png", "shop.test/a.png", "ftp://shop.test/a.png", "https://", "data:image/png;base64,AA"].map(
    (link): [object, string, string] => [
      { ...OFFER, parameters: { ...OFFER.parameters, header: [link] } },
      "input.invalid",
      "channelTemplate.parameters.header.0",
    ],
  ),
])(
  "a template that cannot be sent is refused with its field, and nothing is stored: %j",
  async (template, code, field) => {
    const inbox = await scene.begin();
    const { status, body } = await inbox.tryReply({ channelTemplate: template });
    expect([status, body.error.code, body.error.field]).toEqual([422, code, field]);
    expect(await inbox.outgoing()).toEqual([]);
  },
);

test.each([
  [{ content: "Hello" }, "content"],
  [{ private: true }, "channelTemplate"],
  [{ direction: "in" }, "channelTemplate"],
  [{ sourceId: "wamid.x" }, "sourceId"],
  [{ storage: "ephemeral" }, "channelTemplate"],
])("a template is a message of ours with nothing else: %j", async (more, field) => {
  const inbox = await scene.begin();
  const { status, body } = await inbox.tryReply({ channelTemplate: READY, ...more });
  expect([status, body.error.code, body.error.field]).toEqual([422, "input.invalid", field]);
});

test("a repeated request is answered as before, whatever Meta says now", async () => {
  const inbox = await scene.begin();
  const [conversation] = (await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body.data;
  const post = () =>
    fetch(`${scene.api.url}/v1/conversations/${conversation.displayId}/messages`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${inbox.token}`,
        "content-type": "application/json",
        "idempotency-key": "template-1",
      },
      body: JSON.stringify({ channelTemplate: READY }),
    });
  const first = await post();
  expect(first.status).toBe(201);
  // Other settings have a list of their own, which cannot be read.
  scene.graph.onTemplates = graphFault(500, 1, "Down.");
  const settings = { ...inbox.settings, businessAccountId: "900000002" };
  const changed = await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { settings });
  expect(changed.status).toBe(200);
  expect((await listOf(inbox)).status).toBe(503);
  const second = await post();
  expect([second.status, second.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect((await second.json()).id).toBe((await first.json()).id);
  expect(await inbox.outgoing()).toHaveLength(1);
});

test("a broken answer to a template leaves it unconfirmed; a failed one is sent again, and never edited", async () => {
  const inbox = await scene.begin();
  scene.graph.onSend = ({ answer }) => answer.destroy();
  await inbox.reply({ channelTemplate: READY });
  await scene.turn();
  expect((await inbox.outgoing())[0]).toMatchObject({ status: "pending", unconfirmed: true });
  const other = await scene.begin();
  scene.graph.onSend = graphFault(400, 132015, "Template is Paused");
  await other.reply({ channelTemplate: READY });
  await scene.turn();
  const [failed] = await other.outgoing();
  expect(failed).toMatchObject({ status: "failed" });
  const edited = await other.client.patch(`/v1/messages/${failed.id}`, { content: "Mine" });
  expect([edited.status, edited.body.error.code]).toEqual([422, "message.not_editable"]);
  scene.graph.onSend = acceptSend;
  await other.client.post(`/v1/messages/${failed.id}/retry`, {});
  await scene.turn();
  expect(other.sent().at(-1)?.json.type).toBe("template");
  expect((await other.outgoing())[0]).toMatchObject({ status: "sent" });
});
