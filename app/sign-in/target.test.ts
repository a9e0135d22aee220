import { expect, test } from "vitest";
import { markAgain, targetOf } from "./target";

test("a path of ours is kept with its query, also out of a whole address", () => {
  expect(targetOf("/inbox?view=all&c=5").to).toBe("/inbox?view=all&c=5");
  expect(targetOf("http://localhost:3000/settings/tokens").to).toBe("/settings/tokens");
});

test("nothing leads away, or in a circle", () => {
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

test("a refused form comes back marked, and the mark goes no further", () => {
  expect(targetOf(markAgain("/inbox?c=5"))).toEqual({ to: "/inbox?c=5", isAgain: true });
  expect(targetOf(markAgain("/inbox"))).toEqual({ to: "/inbox", isAgain: true });
});
