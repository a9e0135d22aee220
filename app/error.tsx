"use client";

import { useTranslations } from "next-intl";
import { EmptyState } from "@/app/_ui/empty-state";

/**
 * A page that failed. `digest` finds the error in the server's log. Every page loads this with its first scripts, in a chunk
 * that shares no modules: it has no icon, no `Link` and no `Button`, which would be loaded twice.
 */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations("error");
  return (
    <main className="grid h-window place-items-center">
      <h1 className="sr-only">{t("failed")}</h1>
      <EmptyState
        icon={<span className="font-bold text-lg">!</span>}
        title={t("failed")}
        action={
          <span className="flex flex-wrap justify-center gap-2">
            <button
              type="button"
              onClick={reset}
              className="h-7.5 rounded-s bg-accent px-2.5 font-medium text-on-accent hover:bg-accent-hover pointer-coarse:h-10"
            >
              {t("tryAgain")}
            </button>
            <a
              href="/inbox"
              className="inline-flex h-7.5 items-center rounded-s border border-line-strong bg-surface px-2.5 font-medium hover:bg-hover pointer-coarse:h-10"
            >
              {t("toInbox")}
            </a>
          </span>
        }
      >
        {error.digest ? t("failedWithCode", { code: error.digest }) : t("failedText")}
      </EmptyState>
    </main>
  );
}
