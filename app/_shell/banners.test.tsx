import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import en from "../../messages/en.json";
import zh from "../../messages/zh.json";
import { MaintenanceBanner, OutboundBanner } from "./banners";

test.each([
  ["en", en, "You can read, but not change anything."],
  ["zh", zh, "可以查看，但暂时不能更改。"],
] as const)(
  "the banner says in %s what the operator wrote, and that changes wait",
  (locale, messages, said) => {
    const shown = renderToStaticMarkup(
      <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
        <MaintenanceBanner text="Until 04:00 UTC." />
      </NextIntlClientProvider>,
    );
    expect(shown).toContain(said);
    expect(shown).toContain("Until 04:00 UTC");
  },
);

test.each([
  ["en", en, "Nothing is sent from this installation"],
  ["zh", zh, "此系统当前不对外发送任何内容"],
] as const)("the banner says in %s that nothing is sent, and how to go on", (locale, messages, said) => {
  const shown = renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
      <OutboundBanner />
    </NextIntlClientProvider>,
  );
  expect(shown).toContain(said);
  expect(shown).toContain("npm run confirm -- outbound");
});
