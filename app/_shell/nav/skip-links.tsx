"use client";

import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";

/** The parts of a page that a link can skip to. */
export type SkipTarget = { name: "content" | "list" | "thread" | "composer"; id: string };

/** What Tab reaches inside an element. */
const STOPS = 'a[href]:not([tabindex="-1"]), button:not([tabindex="-1"])';

/** The first links of a page, shown while they have the focus: each moves the focus to one part of the page. */
export function SkipLinks({ targets }: { targets: readonly SkipTarget[] }) {
  const t = useTranslations("shell.skip");
  return (
    <nav aria-label={t("label")} className="fixed top-2 left-2 z-50 flex gap-2">
      {targets.map(({ name, id }) => (
        <a
          key={name}
          href={`#${id}`}
          onClick={(event) => skipTo(event, id)}
          className="not-focus:sr-only rounded-m border border-line bg-raised px-3 py-2 font-semibold text-accent shadow-pop"
        >
          {t(name)}
        </a>
      ))}
    </nav>
  );
}

/** The URL stays: it names the view. A list is one tab stop, which gets the focus instead of the list. */
function skipTo(event: MouseEvent, id: string): void {
  const target = document.getElementById(id);
  if (!target) return;
  event.preventDefault();
  const isFocusable = target.matches("[tabindex], textarea");
  (isFocusable ? target : (target.querySelector<HTMLElement>(STOPS) ?? target)).focus();
}
