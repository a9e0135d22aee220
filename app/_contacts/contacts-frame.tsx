"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CONTACT_LIST_ID } from "@/app/_contacts/list/contact-rows";
import { cn } from "@/app/_lib/class-names";
import { NavFrame, useNavSheet } from "@/app/_shell/nav/nav-frame";
import type { SkipTarget } from "@/app/_shell/nav/skip-links";
import { ViewNav } from "@/app/_shell/nav/view-nav";
import { ResizePane } from "@/app/_shell/resize-pane";

/** The element of what is selected, for the link that skips to it. */
const CONTENT_ID = "contact";
const SKIP_TO_LIST: readonly SkipTarget[] = [{ name: "list", id: CONTACT_LIST_ID }];
const SKIP_TO_BOTH: readonly SkipTarget[] = [...SKIP_TO_LIST, { name: "content", id: CONTENT_ID }];

type ContactsFrameProps = {
  title: string;
  /** The name of what is selected in the list. */
  one: string;
  isSelected: boolean;
  list: (openNav: () => void) => ReactNode;
  children: ReactNode;
};

/** A list with the width of the screen, and beside what is selected in it; on a phone one of them. */
export function ContactsFrame({ title, one, isSelected, list, children }: ContactsFrameProps) {
  const nav = useTranslations("nav");
  const sheet = useNavSheet(nav("views"), <ViewNav />);
  return (
    <div className="isolate flex h-window">
      <NavFrame label={nav("views")} skip={isSelected ? SKIP_TO_BOTH : SKIP_TO_LIST}>
        <ViewNav />
      </NavFrame>
      <main className="flex min-w-0 flex-1">
        <h1 className="sr-only">{title}</h1>
        <div
          className={cn(
            "relative w-full",
            isSelected ? "hidden shrink-0 md:pane-list md:flex" : "flex min-w-0",
          )}
        >
          {list(sheet.open)}
          {isSelected ? <ResizePane pane="list" name={nav("list")} className="hidden md:block" /> : null}
        </div>
        <section
          id={CONTENT_ID}
          tabIndex={-1}
          aria-label={one}
          className={cn("min-w-0 flex-1 flex-col overflow-y-auto bg-surface", isSelected ? "flex" : "hidden")}
        >
          {children}
        </section>
      </main>
      {sheet.sheet}
    </div>
  );
}

/** A titled part of a page. */
export function Part({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section>
      <div className="mb-1.5 flex min-h-7 items-center justify-between gap-2">
        <h3 className="font-medium text-faint text-xs tracking-normal">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}
