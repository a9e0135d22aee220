import { expect, test } from "vitest";
import { contentOf } from "./message-content";

const textOf = (message: Record<string, unknown>) => contentOf({ message })?.text;

test.each<[string, Record<string, unknown>, string]>([
  [
    "a choice of buttons",
    {
      interactiveResponseMessage: {
        body: { text: "Yes, please" },
        nativeFlowResponseMessage: { paramsJson: "{}" },
      },
    },
    "Yes, please",
  ],
  [
    "a choice whose text is in its parameters alone",
    {
      interactiveResponseMessage: {
        nativeFlowResponseMessage: { paramsJson: '{"id":"a","display_text":"Track it"}' },
      },
    },
    "Track it",
  ],
  ["a button without a label", { buttonsResponseMessage: { selectedButtonId: "track" } }, "track"],
  ["buttons", { buttonsMessage: { contentText: "Choose", footerText: "Acme" } }, "Choose\nAcme"],
  ["a list", { listMessage: { title: "Menu", description: "Of today" } }, "Menu\nOf today"],
  [
    "a template",
    { templateMessage: { hydratedTemplate: { hydratedContentText: "Your parcel is here" } } },
    "Your parcel is here",
  ],
  [
    "a text with buttons",
    { interactiveMessage: { body: { text: "Choose" }, nativeFlowMessage: {} } },
    "Choose",
  ],
  [
    "an order",
    {
      orderMessage: {
        message: "Today?",
        orderTitle: "Mug",
        itemCount: 2,
        totalAmount1000: { low: 19_000, high: 0 },
        totalCurrencyCode: "BRL",
      },
    },
    "Today?\n2 × Mug (19 BRL)",
  ],
  ["a product", { productMessage: { product: { title: "Mug" }, body: "Is it blue?" } }, "Is it blue?\nMug"],
  [
    "an invitation",
    { groupInviteMessage: { groupName: "Club", inviteCode: "Abc" } },
    "Club\nhttps://chat.whatsapp.com/Abc",
  ],
  ["an event", { eventMessage: { name: "Opening", description: "At 9" } }, "Opening\nAt 9"],
  [
    "a newer poll",
    { pollCreationMessageV5: { name: "When?", options: [{ optionName: "Mon" }] } },
    "When?\n- Mon",
  ],
  [
    "a text in a wrapper that no list names",
    { groupMentionedMessage: { message: { extendedTextMessage: { text: "All" } } } },
    "All",
  ],
])("%s is read as text", (_, content, text) => {
  expect(textOf(content)).toBe(text);
});

test("an animated sticker is a sticker", () => {
  const message = { lottieStickerMessage: { message: { stickerMessage: { mimetype: "application/was" } } } };
  expect(contentOf({ message })).toMatchObject({ text: "", media: { kind: "sticker" } });
});
