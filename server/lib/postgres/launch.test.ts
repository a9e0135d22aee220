import { expect, test } from "vitest";
import { sharedBuffers } from "./launch";

const GIB = 1_073_741_824;

test.each([
  [GIB / 4, "128MB"],
  [GIB, "256MB"],
  [2 * GIB, "512MB"],
  [24 * GIB, "1024MB"],
])("of %i bytes of memory Postgres keeps %s for pages", (memory, buffers) => {
  expect(sharedBuffers(memory)).toBe(buffers);
});
