import { expect, test } from "vitest";
import { domainsFrom } from "./company-dialog";

test.each([
  ["Acme.example\n@acme.test, acme.example", ["acme.example", "acme.test"]],
  ["  ", []],
  ["acme", null],
  ["https://acme.example", null],
])("domains typed as %j are %j", (text, domains) => {
  expect(domainsFrom(text)).toEqual(domains);
});
