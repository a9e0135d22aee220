import { expect, test } from "vitest";
import { newRecoveryCodes, newTotpSecret, readRecoveryCode, totpStep, totpUri } from "./totp";

/** "12345678901234567890": the secret of RFC 6238's own table. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (seconds: number) => new Date(seconds * 1000);

test.each([
  [59, "287082", 1],
  [1111111109, "081804", 37037036],
  [1234567890, "005924", 41152263],
])("RFC 6238's table: at %i the code is %s", (seconds, code, step) => {
  expect(totpStep(SECRET, { code, now: at(seconds) })).toBe(step);
});

test("a code is accepted one step early and one step late, and no longer", () => {
  const code = "287082"; // of step 1: 30 to 59 s
  expect(totpStep(SECRET, { code, now: at(0) })).toBe(1);
  expect(totpStep(SECRET, { code, now: at(89) })).toBe(1);
  expect(totpStep(SECRET, { code, now: at(90) })).toBeNull();
  expect(totpStep(SECRET, { code: "287083", now: at(59) })).toBeNull();
  expect(totpStep(SECRET, { code: "28708", now: at(59) })).toBeNull();
});

test("a new secret has 160 bits, and its URI names its owner", () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
  expect(totpUri(SECRET, { label: "ada@acme.example" })).toBe(
    `otpauth://totp/Tickline:ada%40acme.example?issuer=Tickline&secret=${SECRET}&algorithm=SHA1&digits=6&period=30`,
  );
});

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
