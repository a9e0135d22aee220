import "@fontsource-variable/inter/wght.css";
import "./globals.css";
import "./forced-colors.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { ReadyMark } from "@/app/_lib/hydration/use-is-hydrated";
import {
  chooseDensity,
  choosePanes,
  chooseTheme,
  DENSITY_COOKIE,
  PANES_COOKIE,
  paneStyle,
  THEME_COOKIE,
} from "@/app/_lib/preferences/display";
import { splitMessages } from "@/app/_lib/split-messages";
import { HTML_LANG } from "@/server/contract/_shared/choose-locale";

export const metadata: Metadata = {
  title: { default: "Tickline", template: "%s · Tickline" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  // The window's frame takes the page's background.
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f5f3" },
    { media: "(prefers-color-scheme: dark)", color: "#121213" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, jar, head, messages] = await Promise.all([getLocale(), cookies(), headers(), getMessages()]);
  const theme = chooseTheme(jar.get(THEME_COOKIE)?.value);
  const panes = paneStyle(choosePanes(jar.get(PANES_COOKIE)?.value));
  return (
    <html
      lang={HTML_LANG[locale]}
      data-theme={theme === "system" ? undefined : theme}
      data-density={chooseDensity(jar.get(DENSITY_COOKIE)?.value)}
    >
      <body>
        {panes === null ? null : <style nonce={head.get("x-nonce") ?? undefined}>{panes}</style>}
        <NextIntlClientProvider messages={splitMessages(messages).everywhere}>
          {children}
        </NextIntlClientProvider>
        <ReadyMark />
      </body>
    </html>
  );
}
