import { expect, test } from "vitest";
import { newRecoveryCodes, readRecoveryCode } from "./recovery-codes";

test("ten codes, all different, in groups of four", () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
});

test("a typed code is normalised", () => {
  expect(readRecoveryCode(" a1bo-i2l3 0000 ")).toBe("A1B012130000");
  const [code = ""] = newRecoveryCodes();
  expect(readRecoveryCode(code.toLowerCase().replaceAll("-", " "))).toBe(code.replaceAll("-", ""));
});
