import { expect, test } from "vitest";
import { isCommonPassword } from "./common-password";

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
