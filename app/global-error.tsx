"use client";

import { type CSSProperties, useEffect } from "react";
import type { Locale } from "@/server/contract/_shared/constants";

type Words = { lang: string; title: string; text: string; code: string; reload: string };

const WORDS: Record<Locale, Words> = {
  en: {
    lang: "en",
    title: "This page couldn't be loaded",
    text: "Something went wrong on our side. Reload to try again.",
    code: "Reference in the server log: ",
    reload: "Reload",
  },
  zh: {
    lang: "zh-Hans",
    title: "无法显示此页面",
    text: "我们这边出了点问题，请重新加载。",
    code: "服务器日志编号：",
    reload: "重新加载",
  },
};

/**
 * Shown when the root layout itself fails, in whose place it is: without the layout's styles and texts. Every page loads it, in a chunk that
 * shares no modules: it reads the cookies of language and theme itself. Next renders it in the browser only. There React sets `style`
 * by the element's properties, which the content policy permits; a `<style>` would need the nonce. `digest` finds the error in
 * the server's log.
 */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  const { lang, title, text, code, reload } = WORDS[chosenLocale()];
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <html lang={lang} style={{ colorScheme: cookieIn(/\btheme=(light|dark)\b/) ?? "light dark" }}>
      <body style={BODY}>
        <main style={MAIN}>
          <b aria-hidden style={MARK}>
            !
          </b>
          <h1 style={TITLE}>{title}</h1>
          <p style={TEXT}>{text}</p>
          {error.digest ? <p style={TEXT}>{code + error.digest}</p> : null}
          <button type="button" onClick={() => location.reload()} style={BUTTON}>
            {reload}
          </button>
        </main>
      </body>
    </html>
  );
}

const cookieIn = (pattern: RegExp): string | undefined => pattern.exec(document.cookie)?.[1];

/** The reader's choice, else the browser's first supported language, else English, as `chooseLocale` of a request. */
function chosenLocale(): Locale {
  const wanted = [cookieIn(/\blocale=(\w+)/) ?? "", ...navigator.languages];
  return /^zh/i.test(wanted.find((language) => /^(en|zh)\b/i.test(language)) ?? "") ? "zh" : "en";
}

/** Sizes and colours as in `globals.css`. */
const MUTED = "light-dark(#5f5d56, #a3a2aa)";
const CENTERED: CSSProperties = { display: "grid", placeItems: "center" };
const BODY: CSSProperties = {
  ...CENTERED,
  minHeight: "100dvh",
  margin: 0,
  font: '13.5px/20px "Inter Variable", Inter, system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  color: "light-dark(#1d1c1a, #ececee)",
  background: "light-dark(#f5f5f3, #121213)",
};
const MAIN: CSSProperties = { ...CENTERED, gap: 6, padding: 24, textAlign: "center", textWrap: "balance" };
const MARK: CSSProperties = {
  ...CENTERED,
  width: 44,
  height: 44,
  marginBottom: 8,
  borderRadius: 22,
  background: "light-dark(#e4e3de, #2a2a2e)",
  color: MUTED,
  fontSize: 19,
};
const TITLE: CSSProperties = { margin: 0, font: "inherit", fontWeight: 600 };
const TEXT: CSSProperties = { margin: 0, color: MUTED };
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
