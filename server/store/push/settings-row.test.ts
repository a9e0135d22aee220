import { expect, test } from "vitest";
import { toSettings } from "./settings-row";

const row = {
  ...{ inAppOff: [], pushOff: [], mailOff: ["assigned"], mutedInboxIds: [7n] },
  ...{ quietHours: null, digestMinutes: 0, locale: "en" },
};

test.each([
  ["Europe/Berlin", "Europe/Berlin"],
  ["Asia/Nowhere", "UTC"],
])("a row with the time zone %s is read with %s", (timeZone, read) => {
  expect(toSettings({ ...row, timeZone })).toMatchObject({ timeZone: read, off: { mail: ["assigned"] } });
});
