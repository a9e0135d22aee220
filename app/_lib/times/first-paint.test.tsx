import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { useTimes } from "./times";
import { RenderedAt, useNow } from "./use-now";

const NOW = Date.parse("2026-11-20T12:00:00.000Z");

function Ago({ at }: { at: string }) {
  const times = useTimes();
  const now = useNow();
  return `${times.ago(at, now)} ${times.since(at, now)}`;
}

const painted = (at: string, locale: "en" | "zh") =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={{}} timeZone="UTC">
      <RenderedAt value={NOW}>
        <Ago at={at} />
      </RenderedAt>
    </NextIntlClientProvider>,
  );

test.each([
  ["2026-11-20T10:30:00.000Z", "en", "1h 1h"],
  ["2026-11-20T11:40:00.000Z", "zh", "20分钟 20分钟"],
  // The day of the week depends on the reader's time zone.
  ["2026-11-17T12:00:00.000Z", "en", "\u00a0 3d"],
] as const)("the server's HTML has the duration since %s in %s", (at, locale, expected) => {
  expect(painted(at, locale)).toBe(expected);
});

function Moment({ at }: { at: string }) {
  return useTimes().moment(at);
}

test("the server's HTML has room for a moment, which the reader's time zone decides", () => {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={{}} timeZone="UTC">
      <Moment at="2026-11-17T12:00:00.000Z" />
    </NextIntlClientProvider>,
  );
  expect(html).toMatch(/^\u2007{8,13}$/);
});
