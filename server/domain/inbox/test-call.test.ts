import { expect, test } from "vitest";
import { findingOfStatus } from "./test-call";

test.each([
  [200, "accepted"],
  [204, "accepted"],
  [302, "redirects"],
  [308, "redirects"],
  [400, "refused"],
  [401, "unauthorized"],
  [403, "unauthorized"],
  [404, "not_found"],
  [405, "not_found"],
  [410, "not_found"],
  [422, "refused"],
  [429, "too_many"],
  [500, "server_error"],
  [503, "server_error"],
])("the status %i is found as %s", (status, finding) => {
  expect(findingOfStatus(status)).toBe(finding);
});
