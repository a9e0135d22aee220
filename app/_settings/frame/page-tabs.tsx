"use client";

import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { cn } from "@/app/_lib/class-names";
import { showCurrent } from "@/app/_lib/show-current";

export type PageTab = {
  href: string;
  name: string;
  isCurrent: boolean;
  /** Marked with a dot: it has changes that are not saved. */
  isUnsaved?: boolean;
};

/** Links to the tabs of a page. Each has a URL of its own. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  const t = useTranslations("settings");
  return (
    <nav aria-label={label} className="mb-6 overflow-x-auto overflow-y-hidden border-line border-b">
      <ul className="flex w-max gap-1">
        {tabs.map(({ href, name, isCurrent, isUnsaved = false }) => (
          <li key={href}>
            <a
              ref={isCurrent ? showCurrent : undefined}
              href={href}
              onClick={showHere}
              aria-current={isCurrent ? "page" : undefined}
              className={cn(
                "flex h-9 items-center gap-1.5 rounded-t-s border-b-2 px-2.5 font-medium -outline-offset-2 pointer-coarse:h-11",
                isCurrent ? "border-accent text-fg" : "border-transparent text-muted hover:text-fg",
              )}
            >
              {name}
              {isUnsaved ? (
                <span data-mark className="size-1.5 rounded-full bg-warn">
                  <span className="sr-only">{t("unsavedTab")}</span>
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Changes the URL only: a navigation would load the page anew and lose what is typed in the other tabs. */
function showHere(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  history.pushState({}, "", event.currentTarget.href);
}
