import { expect, test } from "vitest";
import { incomingMessage } from "@/server/channels/whatsapp/webhook/notification";
import { textOf } from "./message-text";
import { factsOf } from "./store-message";

const textOfOrder = (order: object): string =>
  textOf(incomingMessage.parse({ from: "15550100", id: "wamid.1", timestamp: "1", type: "order", order }));

test("an order has the note and each product with its number, id and price", () => {
  const items = [
    { product_retailer_id: "MUG-1", quantity: 2, item_price: 9.5, currency: "USD" },
    { product_retailer_id: "TEA-7", quantity: "1", item_price: "4.20", currency: "EUR" },
  ];
  const order = { catalog_id: "77", product_items: items };
  const lines = "2 × MUG-1 (9.5 USD)\n1 × TEA-7 (4.20 EUR)";
  expect(textOfOrder({ ...order, text: "As a present, please" })).toBe(`As a present, please\n${lines}`);
  expect(textOfOrder(order)).toBe(lines);
});

test("an order shows what is known of its products", () => {
  expect(textOfOrder({ text: null, product_items: [{ product_retailer_id: 12 }] })).toBe("12");
});

test("a place with a long name and address has no half of a character, which no column takes", () => {
  const long = `${"x".repeat(999)}😀`;
  const location = { latitude: 52.5, longitude: 13.4, name: long, address: long };
  const message = { from: "15550100", id: "wamid.1", timestamp: "1", type: "location", location };
  const { location: place } = factsOf(incomingMessage.parse(message));
  expect([place?.name?.isWellFormed(), place?.address?.isWellFormed()]).toEqual([true, true]);
});

test("that a customer has opened the chat is no message that could not be passed on", () => {
  const message = { from: "15550100", id: "wamid.1", timestamp: "1", type: "request_welcome" };
  expect(textOf(incomingMessage.parse(message))).toBe("[The customer opened the chat.]");
});

test.each([
  ["accept", "[The customer allows calls.]"],
  ["reject", "[The customer does not allow calls.]"],
])("the answer %s to the request for calls is readable", (response, text) => {
  const interactive = { type: "call_permission_reply", call_permission_reply: { response } };
  const message = { from: "15550100", id: "wamid.1", timestamp: "1", type: "interactive", interactive };
  expect(textOf(incomingMessage.parse(message))).toBe(text);
});
