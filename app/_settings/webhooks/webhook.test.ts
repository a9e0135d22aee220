import { expect, test } from "vitest";
import { webhookName } from "./webhook";

const url = "https://shop.example/hooks/orders";
const bot = { id: 3, name: "Lia" };

test.each([
  ["its name", { name: "Warehouse", url, bot }, "Warehouse"],
  ["the name of its bot", { name: null, url, bot }, "Lia"],
  ["its host", { name: null, url, bot: null }, "shop.example"],
  ["its URL, where that has no host", { name: null, url: "warehouse", bot: null }, "warehouse"],
])("an endpoint is called by %s", (_, webhook, name) => {
  expect(webhookName(webhook)).toBe(name);
});
