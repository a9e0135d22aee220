import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { aContact } from "@/test/support/scenes/dtos";
import en from "../../../messages/en.json";
import { ContactAvatar, contactSubtitle } from "./contact-name";

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

const shown = (more: Parameters<typeof aContact>[0]): string =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
      <ContactAvatar contact={aContact(more)} />
    </NextIntlClientProvider>,
  );

test("a group has an icon with a name, a person has initials", () => {
  expect(shown({ name: "Garden Choir", isGroup: true })).toContain('aria-label="Group"');
  expect(shown({ name: "Garden Choir", isGroup: true })).not.toContain("GC");
  expect(shown({ name: "Zoë Berg" })).toContain("ZB");
});
