"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";

type UnfilledLineProps = {
  field: RefObject<HTMLTextAreaElement | null>;
  /** The variables without a value, as written. */
  unfilled: readonly string[];
};

/** Names the variables that have no value, before they are sent; each button selects its variable. Loaded on demand. */
export default function UnfilledLine({ field, unfilled }: UnfilledLineProps) {
  const t = useTranslations("composer.unfilled");
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
