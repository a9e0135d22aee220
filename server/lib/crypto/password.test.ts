import { hash, needsRehash } from "argon2";
import { expect, test } from "vitest";
import { hashPassword, isCommonPassword, PASSWORD_COST, verifyPassword } from "./password";

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
])("%s is the name or the e-mail", (password) => expect(isCommonPassword(password, words)).toBe(true));

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
