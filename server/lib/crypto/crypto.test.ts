import { hash, needsRehash } from "argon2";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { hashPassword, isCommonPassword, PASSWORD_COST, verifyPassword } from "./password";
import { readSignedIds, seal, signIds, unseal } from "./seal";
import { newRecoveryCodes, newTotpSecret, readRecoveryCode, totpStep, totpUri } from "./totp";

describe("password", () => {
  const words = ["Ada Lovelace", "ada.lovelace@acme.example"];

  test.each(["password", "Password", "password123", "Password123!", "qwertyuiop", "12345678", "iloveyou1"])(
    "%s is common",
    (password) => expect(isCommonPassword(password, [])).toBe(true),
  );

  test.each(["lovelace1", "Lovelace2026", "tickline", "Tickline!1"])("%s is a known word", (password) =>
    expect(isCommonPassword(password, words)).toBe(true),
  );

  test.each([
    "ada.lovelace@acme.example",
    "Ada.Lovelace@Acme.Example1",
    "adalovelace",
    "ada.lovelace!1",
    "AdaLovelace26",
  ])("%s is the name or the email", (password) => expect(isCommonPassword(password, words)).toBe(true));

  test.each([
    "correct horse battery staple",
    "tR4y-lamp-ocean",
    "lovelace in paris",
    "ada12345678x",
    "龙虾喜欢在海底散步吗",
  ])("%s is neither", (password) => expect(isCommonPassword(password, words)).toBe(false));

  const PASSWORD = "correct horse 电池";

  test("a password fits its own hash and no other does", async () => {
    const stored = await hashPassword(PASSWORD);
    expect(await verifyPassword(stored, PASSWORD)).toBe(true);
    expect(await verifyPassword(stored, `${PASSWORD} `)).toBe(false);
  });

  test("the hash is argon2id at PASSWORD_COST, with its own salt", async () => {
    const [one, two] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    expect(one).not.toBe(two);
    expect(needsRehash(one, PASSWORD_COST)).toBe(false);
  });

  test.each([null, "unusable", ""])(
    "no password matches %j, and the check takes as long as a real comparison",
    async (stored) => {
      const real = await hash("something else", PASSWORD_COST);
      const [refused, compared] = [
        await fastest(() => verifyPassword(stored, PASSWORD)),
        await fastest(() => verifyPassword(real, PASSWORD)),
      ];
      expect(refused.ms / compared.ms).toBeGreaterThan(0.2);
      expect(refused.result).toBe(false);
    },
  );

  /** The fastest of five runs: disturbances only slow a run down. */
  async function fastest<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
    const runs: { ms: number; result: T }[] = [];
    for (let run = 0; run < 5; run++) {
      const from = performance.now();
      const result = await work();
      runs.push({ ms: performance.now() - from, result });
    }
    return runs.reduce((best, next) => (next.ms < best.ms ? next : best));
  }
});

describe("seal", () => {
  beforeEach(() => void vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough"));

  test("a sealed text opens for its own purpose only, and differs each time", () => {
    const sealed = seal("JBSWY3DPEHPK3PXP", "two-factor 7");
    expect(sealed).not.toContain("JBSWY3DPEHPK3PXP");
    expect(seal("JBSWY3DPEHPK3PXP", "two-factor 7")).not.toBe(sealed);
    expect(unseal(sealed, "two-factor 7")).toBe("JBSWY3DPEHPK3PXP");
    expect(unseal(sealed, "two-factor 8")).toBeNull();
  });

  test("a damaged text, or one sealed under another secret, does not open", () => {
    const sealed = seal("秘密", "x");
    const at = sealed.length - 3;
    expect(
      unseal(sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1), "x"),
    ).toBeNull();
    expect(unseal("", "x")).toBeNull();
    expect(unseal(sealed.slice(0, 20), "x")).toBeNull();
    vi.stubEnv("NEXTAUTH_SECRET", "another one, after it was changed");
    expect(unseal(sealed, "x")).toBeNull();
  });
});

describe("signed ids", () => {
  beforeEach(() => {
    vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test("signed ids are read back", () => {
    expect(readSignedIds(signIds([12, 3], "test"), "test")).toEqual([12, 3]);
  });

  test.each([
    ["other ids", (signed: string) => signed.replace(/^12-/, "13-")],
    ["ids whose digits moved", (signed: string) => signed.replace(/^12-3/, "1-23")],
    ["another signature", (signed: string) => signed.replace(/.{43}$/, "A".repeat(43))],
    ["a shortened signature", (signed: string) => signed.slice(0, -1)],
    ["no signature", () => "12-3"],
    ["nothing", () => ""],
  ])("%s are refused", (_, change) => {
    expect(readSignedIds(change(signIds([12, 3], "test")), "test")).toBeNull();
  });

  test("ids signed for another purpose, or by another installation, are refused", () => {
    const signed = signIds([12, 3], "test");
    expect(readSignedIds(signed, "another")).toBeNull();
    vi.stubEnv("NEXTAUTH_SECRET", "of another installation");
    expect(readSignedIds(signed, "test")).toBeNull();
  });
});

describe("totp", () => {
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
});
