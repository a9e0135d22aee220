import { expect, test } from "vitest";
import { problemOf } from "./upload-file";
import { canRetry } from "./upload-state";

const refusal = (code: string) => ({ error: { code, message: "no" } });

test.each([
  ["the day's budget is spent", 429, refusal("file.over_budget"), "over_budget", false],
  ["a rate limit refused it", 429, refusal("request.rate_limited"), "busy", true],
  ["a proxy refused it", 429, "<html>", "busy", true],
  ["the disk has no room", 507, refusal("storage.full"), "full", true],
  ["the bucket is away", 503, refusal("file.not_stored"), "not_stored", true],
  ["the file is too large", 413, refusal("file.too_large"), "too_large", false],
] as const)("an upload says that %s", (_, status, body, problem, mayRetry) => {
  expect(problemOf(status, body)).toBe(problem);
  expect(canRetry(problem)).toBe(mayRetry);
});
