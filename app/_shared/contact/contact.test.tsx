import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import en from "@/messages/en.json";
import { aContact } from "@/test/support/scenes/dtos";
import { ContactAvatar, contactSubtitle } from "./contact-name";
import { contactHref, NO_FILTER, readListFilter } from "./navigate";

describe("contact name", () => {
  const bare = {
    name: "Zoë Berg",
    email: null,
    phone: null,
    identifier: "mwptyw9p.0.pt-BR/whatsapp/0",
    customAttributes: {},
    additionalAttributes: {},
  };

  test("a contact's subtitle is its email, phone and company, never its identifier", () => {
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
});

describe("navigate", () => {
  const readBack = (href: string) => readListFilter(new URL(href, "http://localhost").searchParams);

  test.each([
    [{ companyId: 7, label: null }, 12, "/contacts?companyId=7&c=12"],
    [{ companyId: null, label: "très urgent" }, null, "/contacts?label=tr%C3%A8s+urgent"],
    [NO_FILTER, 12, "/contacts?c=12"],
    [NO_FILTER, null, "/contacts"],
  ])("the filter %j survives the way through its URL", (filter, contactId, href) => {
    expect(contactHref(contactId, filter)).toBe(href);
    expect(readBack(href)).toEqual(filter);
  });

  test.each(["0", "-1", "7x", "", "1e3"])("the company %j in a URL is no filter", (companyId) => {
    expect(readBack(`/contacts?companyId=${companyId}`)).toEqual(NO_FILTER);
  });

  test("beside a company a label is left out: the list has one of them", () => {
    expect(readBack("/contacts?companyId=7&label=vip")).toEqual({ companyId: 7, label: null });
  });
});
