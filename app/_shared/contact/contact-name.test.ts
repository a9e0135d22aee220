import { expect, test } from "vitest";
import { aContact } from "@/test/support/scenes/dtos";
import { contactSubtitle } from "./contact-name";

const bare = {
  name: "Zoë Berg",
  email: null,
  phone: null,
  identifier: "mwptyw9p.0.pt-BR/whatsapp/0",
  customAttributes: {},
  additionalAttributes: {},
};

test("a contact's subtitle is its e-mail, phone and company, never its identifier", () => {
  expect(contactSubtitle(aContact(bare))).toBe("");
  expect(
    contactSubtitle(
      aContact({
        ...bare,
        email: "zoe@example.com",
        phone: "+491701234567",
        additionalAttributes: { company_name: "Berg KG" },
      }),
    ),
  ).toBe("zoe@example.com · +491701234567 · Berg KG");
});

test("an address that stands as the name is not repeated", () => {
  expect(contactSubtitle(aContact({ ...bare, name: "", phone: "+491701234567" }))).toBe("");
});
