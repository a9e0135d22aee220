import { expect, test } from "vitest";
import { requiresTls } from "./mailer";

test.each([
  ["smtp://mail.acme.example:587", true],
  ["smtp://user:secret@192.0.2.7:25", true],
  ["smtps://mail.acme.example", true],
  ["smtp://mail.acme.example?insecure", false],
  ["smtp://127.0.0.1:1025", false],
  ["smtp://localhost:1025", false],
  ["smtp://[::1]:1025", false],
  ["smtp://127.0.0.1.evil.example", true],
])("a connection to %s must be encrypted: %s", (url, isRequired) => {
  expect(requiresTls(url)).toBe(isRequired);
});
