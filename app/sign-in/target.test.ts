import { expect, test } from "vitest";
import { markRetry, targetOf } from "./target";

test("a path of this site is kept with its query, also out of an absolute URL", () => {
  expect(targetOf("/inbox?view=all&c=5").to).toBe("/inbox?view=all&c=5");
  expect(targetOf("http://localhost:3000/settings/tokens").to).toBe("/settings/tokens");
});

test("a target never leaves the site, and never loops", () => {
  for (const given of [
    undefined,
    "",
    "/",
    "javascript:alert(1)",
    "/sign-in",
    "/api/auth/signout",
    "https://evil.example//evil.example",
  ])
    expect([given, targetOf(given).to]).toEqual([given, "/inbox"]);
  for (const given of ["//evil.example/x", "/\\evil.example/x", "https://evil.example/x"])
    expect(targetOf(given).to).toBe("/x");
});

test("a refused form returns with the mark, and the mark is not passed on", () => {
  expect(targetOf(markRetry("/inbox?c=5"))).toEqual({ to: "/inbox?c=5", isRetry: true });
  expect(targetOf(markRetry("/inbox"))).toEqual({ to: "/inbox", isRetry: true });
});
