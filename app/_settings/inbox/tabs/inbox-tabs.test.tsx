import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import en from "../../../../messages/en.json";
import { InboxTabs } from "./inbox-tabs";

test("every tab is a link, the current one is marked, and so are those with unsaved changes", () => {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
      <InboxTabs inboxId={7} tab="members" unsaved={new Set(["rules"])} />
    </NextIntlClientProvider>,
  );
  expect(html.match(/href="[^"]*"/g)).toEqual(
    ["", "/connect", "/members", "/rules", "/connection", "/check", "/review"].map(
      (tab) => `href="/settings/inboxes/7${tab}"`,
    ),
  );
  expect(html.match(/aria-current="page"/g)).toHaveLength(1);
  expect(html).toMatch(/Rules.*unsaved changes.*Delivery/);
});
