import { expect, test } from "vitest";
import { accountSettingsInput } from "./account-dto";

test.each([
  ["https://shop.example.com", true],
  ["http://localhost:5173", true],
  ["https://xn--bcher-kva.example", true],
  ["https://shop.example.com/", false],
  ["https://shop.example.com:443", false],
  ["https://Shop.example.com", false],
  ["https://user@shop.example.com", false],
  ["shop.example.com", false],
  ["*", false],
  ["null", false],
  ["file:///etc", false],
])("%s is an origin: %s", (origin, expected) => {
  expect(accountSettingsInput.shape.allowedOrigins.safeParse([origin]).success).toBe(expected);
});
