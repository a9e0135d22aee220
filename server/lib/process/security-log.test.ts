import { expect, test } from "vitest";
import { hashOfEmail } from "./security-log";

test("the hash of an e-mail ignores its case and blanks, and does not contain it", () => {
  const hash = hashOfEmail(" Ada@Example.test ");
  expect(hash).toBe(hashOfEmail("ada@example.test"));
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(hash).not.toBe(hashOfEmail("bea@example.test"));
});
