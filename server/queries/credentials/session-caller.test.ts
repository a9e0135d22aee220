import { expect, test } from "vitest";
import { sessionClaims } from "./session-caller";

const DAY_SECONDS = 86_400;

test.each([
  [29, true],
  [31, false],
])("a sign-in of %i days ago, however recently it was used: valid %s", (days, isValid) => {
  const signedInAt = Math.floor(Date.now() / 1000) - days * DAY_SECONDS;
  expect(sessionClaims.safeParse({ userId: 1, sessionVersion: 1, signedInAt }).success).toBe(isValid);
});
