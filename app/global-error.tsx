"use client";

import "./globals.css";
import { useSyncExternalStore } from "react";

const TEXTS = {
  en: {
    title: "Tickline couldn't be loaded",
    text: "Something went wrong on our side. Try again; if it stays, tell whoever runs this server.",
    code: "Reference in the server log:",
    reload: "Try again",
  },
  "zh-CN": {
    title: "无法加载 Tickline",
    text: "我们这边出了点问题，请重试。如果问题仍然存在，请联系服务器管理员。",
    code: "服务器日志编号：",
    reload: "重试",
  },
} as const;

/** The browser's language: what fails here is what would know the reader's. */
const language = (): keyof typeof TEXTS => (navigator.language.startsWith("zh") ? "zh-CN" : "en");
const never = () => () => undefined;

/** Instead of everything, where the frame of all pages failed. It has no translations, theme or parts of ours to rely on. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  const lang = useSyncExternalStore<keyof typeof TEXTS>(never, language, () => "en");
  const { title, text, code, reload } = TEXTS[lang];
  return (
    <html lang={lang}>
      <body>
        <title>{title}</title>
        <main className="m-auto flex h-window max-w-popup flex-col items-center justify-center gap-1.5 px-6 text-center">
          <h1 className="text-md">{title}</h1>
          <p className="text-balance text-muted">{text}</p>
          {error.digest ? (
            <p className="text-muted text-sm">
              {code} <code className="font-mono text-fg">{error.digest}</code>
            </p>
          ) : null}
          <button
            type="button"
            onClick={() => location.reload()}
            className="mt-3 h-7.5 rounded-s bg-accent px-2.5 font-medium text-on-accent hover:bg-accent-hover pointer-coarse:h-10"
          >
            {reload}
          </button>
        </main>
      </body>
    </html>
  );
}
