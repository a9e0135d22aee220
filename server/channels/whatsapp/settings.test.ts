import { expect, test } from "vitest";
import { whatsappSettings } from "./settings";

const settings = {
  phoneNumberId: "106540352242922",
  businessAccountId: "102290129340398",
  accessToken: "EAAG",
  appSecret: "a1b2c3",
  verifyToken: "ours",
};

test.each([{}, { phoneNumberId: "1" }, { phoneNumberId: "number-1" }])(
  "Meta's ids, those of proxies and short secrets are taken: %j",
  (more) => {
    expect(whatsappSettings.safeParse({ ...settings, ...more }).success).toBe(true);
  },
);

test.each(["+491701234567", "0170 1234567", "../me", ""])("%j is no phone number ID", (phoneNumberId) => {
  expect(whatsappSettings.safeParse({ ...settings, phoneNumberId }).success).toBe(false);
});
