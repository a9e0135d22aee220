import { expect, test } from "vitest";
import { carriesAddress } from "./move";

const CHANNELS = ["api", "widget", "evolution"] as const;

test.each(CHANNELS)("a source id of %s does not work in another channel", (from) => {
  for (const to of CHANNELS) if (to !== from) expect(carriesAddress(from, to)).toBe(false);
});

test("a phone number and an integrator's id work in another inbox; a browser's session does not", () => {
  expect(carriesAddress("evolution", "evolution")).toBe(true);
  expect(carriesAddress("api", "api")).toBe(true);
  expect(carriesAddress("widget", "widget")).toBe(false);
});
