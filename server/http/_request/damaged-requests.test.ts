import { expect, test } from "vitest";
import { isDecodable } from "./damaged-requests";

test.each([
  ["/inbox?c=%zz", true],
  ["/api/auth/callback/%E4%BD%A0", true],
  ["/api/auth/%zz", false],
  ["/api/auth/callback/%ff", false],
  ["/%c0%ae%c0%ae", false],
  ["/x/%/z", false],
])("%s has a path that can be decoded: %s", (url, expected) => {
  expect(isDecodable(url)).toBe(expected);
});
