import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chooseSignIn } from "./sign-in";

const DATA_DIR = mkdtempSync(join(tmpdir(), "tickline-sign-in-"));
afterAll(() => rmSync(DATA_DIR, { recursive: true }));

const choose = (env: object) => () =>
  chooseSignIn({ DATA_DIR, ADMIN_EMAIL: "ada.lovelace@acme.example", ADMIN_PASSWORD: undefined, ...env });

test.each(["password123", "Ada.Lovelace@acme.example", "lovelace1"])(
  "where others reach Tickline, the first administrator's password is not %s",
  (ADMIN_PASSWORD) => {
    expect(choose({ ADMIN_PASSWORD, PUBLIC_URL: "https://desk.example" })).toThrow(
      /ADMIN_PASSWORD is common/,
    );
    expect(choose({ ADMIN_PASSWORD, HOST: "0.0.0.0" })).toThrow(/ADMIN_PASSWORD is common/);
    expect(choose({ ADMIN_PASSWORD, HOST: "127.0.0.1" })()).toMatchObject({ password: ADMIN_PASSWORD });
  },
);

test("another password of the operator is taken, and without one it is generated and kept", () => {
  const given = { ADMIN_PASSWORD: "tR4y-lamp-ocean", PUBLIC_URL: "https://desk.example" };
  expect(choose(given)()).toMatchObject({ password: given.ADMIN_PASSWORD, file: null });
  const made = choose({})();
  expect(made.file).toBe(join(DATA_DIR, "sign-in.txt"));
  expect(choose({})().password).toBe(made.password);
});
