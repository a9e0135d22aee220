"use client";

import { type CSSProperties, useEffect } from "react";
import { chooseTheme, THEME_COOKIE } from "@/app/_lib/preferences/display";
import { chooseLocale, HTML_LANG, LOCALE_COOKIE } from "@/server/contract/_shared/choose-locale";
import type { Locale } from "@/server/contract/_shared/constants";

type Words = { title: string; text: string; code: (digest: string) => string; reload: string };

const WORDS: Record<Locale, Words> = {
  en: {
    title: "This page couldn't be loaded",
    text: "Something went wrong on our side. Reload to try again.",
    code: (digest) => `Reference in the server log: ${digest}`,
    reload: "Reload",
  },
  zh: {
    title: "无法显示此页面",
    text: "我们这边出了点问题，请重新加载。",
    code: (digest) => `服务器日志编号：${digest}`,
    reload: "重新加载",
  },
};

/**
 * Shown when the root layout itself fails, in whose place it is: without the layout's styles, fonts and texts, and in a chunk that every page
 * loads. Next renders it in the browser only. There React sets `style` by properties of the element, which the content policy
 * permits; a `<style>` would need the nonce. `digest` finds the error in the server's log.
 */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  const locale = chooseLocale(cookieNamed(LOCALE_COOKIE), navigator.languages.join(","));
  const theme = chooseTheme(cookieNamed(THEME_COOKIE));
  const words = WORDS[locale];
  useEffect(() => {
    document.title = words.title;
  }, [words]);
  return (
    <html lang={HTML_LANG[locale]} style={{ colorScheme: theme === "system" ? "light dark" : theme }}>
      <body style={BODY}>
        <main style={MAIN}>
          <span aria-hidden style={MARK}>
            !
          </span>
          <h1 style={TITLE}>{words.title}</h1>
          <p style={TEXT}>{words.text}</p>
          {error.digest ? <p style={CODE}>{words.code(error.digest)}</p> : null}
          <button type="button" onClick={() => location.reload()} style={BUTTON}>
            {words.reload}
          </button>
        </main>
      </body>
    </html>
  );
}

const cookieNamed = (name: string): string | undefined =>
  document.cookie
    .split("; ")
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Sizes and colours as in `globals.css`. */
const BODY: CSSProperties = {
  margin: 0,
  minHeight: "100dvh",
  display: "grid",
  placeItems: "center",
  font: '13.5px/20px "Inter Variable", Inter, system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  color: "light-dark(#1d1c1a, #ececee)",
  background: "light-dark(#f5f5f3, #121213)",
};
const MAIN: CSSProperties = {
  display: "grid",
  justifyItems: "center",
  gap: 6,
  padding: "48px 24px",
  textAlign: "center",
};
const MARK: CSSProperties = {
  display: "grid",
  placeItems: "center",
  width: 44,
  height: 44,
  marginBottom: 8,
  borderRadius: "50%",
  background: "light-dark(#e4e3de, #2a2a2e)",
  color: "light-dark(#5f5d56, #a3a2aa)",
  fontSize: 19,
  fontWeight: 700,
};
const TITLE: CSSProperties = { margin: 0, font: "inherit", fontWeight: 600 };
const TEXT: CSSProperties = { margin: 0, color: "light-dark(#5f5d56, #a3a2aa)" };
const CODE: CSSProperties = { ...TEXT, overflowWrap: "anywhere" };
const BUTTON: CSSProperties = {
  height: 40,
  marginTop: 12,
  padding: "0 16px",
  border: 0,
  borderRadius: 6,
  background: "light-dark(#2459d8, #86abff)",
  color: "light-dark(#ffffff, #0d1830)",
  font: "inherit",
  fontWeight: 500,
};
