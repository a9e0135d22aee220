import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { aContact } from "@/test/support/scenes/dtos";
import en from "../../../messages/en.json";
import { ContactAvatar } from "./contact-avatar";

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
