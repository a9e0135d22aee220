import { expect, test } from "vitest";
import { settingsOf } from "./context";

test("stored origins with a wildcard, which earlier releases accepted, are left out, and the rest applies", () => {
  const settings = { title: "Shop", allowedOrigins: ["https://*.shop.example", "https://shop.example"] };
  expect(settingsOf({ settings })).toMatchObject({ title: "Shop", allowedOrigins: ["https://shop.example"] });
});
