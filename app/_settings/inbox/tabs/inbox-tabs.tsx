"use client";

import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { cn } from "@/app/_lib/class-names";
import { showCurrent } from "@/app/_lib/show-current";
import { INBOX_TABS, type InboxTab, inboxHref } from "@/app/_shared/inbox/inbox-tab";

type InboxTabsProps = {
  inboxId: number;
  tab: InboxTab;
  unsaved: ReadonlySet<InboxTab>;
};

/** Links to the tabs of an inbox's settings. A dot marks those with changes that are not saved. */
export function InboxTabs({ inboxId, tab, unsaved }: InboxTabsProps) {
  const t = useTranslations("settings.inboxTabs");
  return (
    <nav aria-label={t("label")} className="mb-6 overflow-x-auto overflow-y-hidden border-line border-b">
      <ul className="flex w-max gap-1">
        {INBOX_TABS.map((one) => (
          <li key={one}>
            <a
              ref={one === tab ? showCurrent : undefined}
              href={inboxHref(inboxId, one)}
              onClick={showHere}
              aria-current={one === tab ? "page" : undefined}
              className={cn(
                "flex h-9 items-center gap-1.5 rounded-t-s border-b-2 px-2.5 font-medium -outline-offset-2 pointer-coarse:h-11",
                one === tab ? "border-accent text-fg" : "border-transparent text-muted hover:text-fg",
              )}
            >
              {t(one)}
              {unsaved.has(one) ? (
                <span data-mark className="size-1.5 rounded-full bg-warn">
                  <span className="sr-only">{t("unsaved")}</span>
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
