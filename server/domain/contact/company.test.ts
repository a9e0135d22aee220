import { expect, test } from "vitest";
import { companyDomainOf } from "./company";

test.each([
  ["ada@Acme.example", "acme.example"],
  ["ada@mail.acme.co.uk", "mail.acme.co.uk"],
  ["li@bücher.example", "bücher.example"],
  ["ada@gmail.com", null],
  ["li@QQ.com", null],
  ["ada@localhost", null],
  ["acme.example", null],
  ["", null],
])("the company's domain in %j is %j", (email, domain) => {
  expect(companyDomainOf(email)).toBe(domain);
});
