import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import en from "../../messages/en.json";
import zh from "../../messages/zh.json";
import { OutboundBanner } from "./agent-shell";

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
