"use client";

import { useTranslations } from "next-intl";
import { useDraft } from "@/app/_inbox/composer/draft";
import { unfilledIn } from "@/server/contract/organising/fill-in";

/** Names the variables that have no value, before they are sent; each button selects its variable. Loaded on demand. */
export default function UnfilledLine() {
  const t = useTranslations("composer.unfilled");
  const { field, text } = useDraft();
  const unfilled = unfilledIn(text.content);
  const select = (written: string) => {
    const at = field.current?.value.indexOf(written) ?? -1;
    field.current?.focus();
    if (at >= 0) field.current?.setSelectionRange(at, at + written.length);
  };
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3.5 pt-1 text-sm text-warn">
      {t("text", { count: unfilled.length })}
      {unfilled.map((written) => (
        <button
          key={written}
          type="button"
          aria-label={t("select", { variable: written })}
          onClick={() => select(written)}
          className="max-w-full truncate rounded-xs font-mono text-fg text-xs underline underline-offset-2 pointer-coarse:min-h-8"
        >
          {written}
        </button>
      ))}
    </p>
  );
}
