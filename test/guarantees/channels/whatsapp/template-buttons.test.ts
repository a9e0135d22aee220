import { afterAll, beforeAll, expect, test } from "vitest";
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

const listOf = ({ client, inboxId }: OpenWhatsapp) => client.get(`/v1/inboxes/${inboxId}/templates`);

const BODY = { type: "BODY", text: "Hello" };
/** A template with one button of this type. */
const withButton = (name: string, button: object) => ({
  name,
  language: "en",
  status: "APPROVED",
  category: "MARKETING",
  components: [BODY, { type: "BUTTONS", buttons: [{ text: "Press", ...button }] }],
});

test.each([
  [{ type: "QUICK_REPLY" }, [], null],
  [
    { type: "QUICK_REPLY" },
    ["yes-17"],
    { sub_type: "quick_reply", parameters: [{ type: "payload", payload: "yes-17" }] },
  ],
  [{ type: "PHONE_NUMBER" }, [], null],
  [{ type: "URL", url: "https://shop.test/" }, [], null],
  [
    { type: "URL", url: "https://shop.test/{{1}}" },
    ["a17"],
    { sub_type: "url", parameters: [{ type: "text", text: "a17" }] },
  ],
  [
    { type: "COPY_CODE" },
    ["SAVE20"],
    { sub_type: "copy_code", parameters: [{ type: "coupon_code", coupon_code: "SAVE20" }] },
  ],
  [
    { type: "FLOW" },
    [],
    { sub_type: "flow", parameters: [{ type: "action", action: { flow_token: "unused" } }] },
  ],
  [
    { type: "FLOW" },
    ["t-1"],
    { sub_type: "flow", parameters: [{ type: "action", action: { flow_token: "t-1" } }] },
  ],
  [{ type: "CATALOG" }, [], { sub_type: "catalog" }],
  [
    { type: "CATALOG" },
    ["sku-1"],
    {
      sub_type: "catalog",
      parameters: [{ type: "action", action: { thumbnail_product_retailer_id: "sku-1" } }],
    },
  ],
  [
    { type: "MPM" },
    ["sku-1, sku-2"],
    {
      sub_type: "mpm",
      parameters: [
        {
          type: "action",
          action: {
            thumbnail_product_retailer_id: "sku-1",
            sections: [
              {
                title: "Press",
                product_items: [{ product_retailer_id: "sku-1" }, { product_retailer_id: "sku-2" }],
              },
            ],
          },
        },
      ],
    },
  ],
])("a button %j with the values %j is sent as Meta has it", async (button, values, component) => {
  const inbox = await scene.begin();
  scene.graph.templates = [withButton("pressed", button)];
  await inbox.reply({
    channelTemplate: { name: "pressed", language: "en", parameters: { buttons: values } },
  });
  await scene.turn();
  const { components } = inbox.sent()[0]?.json.template ?? {};
  expect(components).toEqual(component ? [{ type: "button", index: "0", ...component }] : undefined);
});

test("values are those of the buttons that need one, or one for every button", async () => {
  const inbox = await scene.begin();
  const buttons = [
    { type: "QUICK_REPLY", text: "Stop" },
    { type: "URL", text: "See it", url: "https://shop.test/{{1}}" },
    { type: "PHONE_NUMBER", text: "Call" },
  ];
  scene.graph.templates = [
    { name: "both", language: "en", status: "APPROVED", components: [BODY, { type: "BUTTONS", buttons }] },
  ];
  const [{ parameters, buttons: listed }] = (await listOf(inbox)).body.data;
  expect(parameters.buttons).toEqual(["See it"]);
  expect(listed.map(({ value }: { value?: string }) => value)).toEqual(["optional", "required", undefined]);
  const send = (values: string[]) =>
    inbox.tryReply({ channelTemplate: { name: "both", language: "en", parameters: { buttons: values } } });
  expect((await send(["sale"])).status).toBe(201);
  expect((await send(["stop-1", "sale", ""])).status).toBe(201);
  for (const wrong of [[], ["", "", ""], ["", "sale", "+1555"], ["a", "b"]]) {
    const { status, body } = await send(wrong);
    expect([status, body.error.field]).toEqual([422, "channelTemplate.parameters.buttons"]);
  }
  await scene.turn();
  await scene.turn(); // the second of a conversation waits for the first
  const indexes = inbox
    .sent()
    .map(({ json }) => json.template.components.map(({ index }: { index: string }) => index));
  expect(indexes.toSorted()).toEqual([["0", "1"], ["1"]]);
});

test.each([
  [{ type: "CAROUSEL", cards: [] }, "carousel"],
  [{ type: "LIMITED_TIME_OFFER" }, "limited_time_offer"],
  [{ type: "HEADER", format: "PRODUCT" }, "product"],
  [{ type: "BUTTONS", buttons: [{ type: "SPM", text: "View" }] }, "product"],
  [{ type: "BUTTONS", buttons: [{ type: "ORDER_DETAILS", text: "Pay" }] }, "order"],
  [{ type: "BUTTONS", buttons: [{ type: "TELEPATHY", text: "Think" }] }, "button"],
])("a template with %j is listed with the reason, and refused with words", async (part, reason) => {
  const inbox = await scene.begin();
  scene.graph.templates = [{ name: "rich", language: "en", status: "APPROVED", components: [BODY, part] }];
  expect((await listOf(inbox)).body.data).toMatchObject([{ name: "rich", unsendable: reason }]);
  const { status, body } = await inbox.tryReply({ channelTemplate: { name: "rich", language: "en" } });
  expect([status, body.error.code, body.error.field]).toEqual([
    422,
    "channel_template.not_supported",
    "channelTemplate.name",
  ]);
  expect(body.error.detail).toMatch(/^The template (has|shows) .+\.$/);
  expect(await inbox.outgoing()).toEqual([]);
});

test("the answers of a flow are the text of the customer's message", async () => {
  const inbox = await scene.begin();
  const response_json = JSON.stringify({ flow_token: "unused", size: "L", colours: ["red", "blue"] });
  const interactive = { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json } };
  expect(await inbox.receive({ type: "interactive", interactive })).toBe(200);
  expect((await inbox.messages()).at(-1)).toMatchObject({ content: 'size: L\ncolours: ["red","blue"]' });
});
