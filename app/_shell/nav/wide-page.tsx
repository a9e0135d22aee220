"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect } from "react";
import { useLive } from "@/app/_lib/live/live";
import { IconButton } from "@/app/_ui/button";
import { ToastPlace } from "@/app/_ui/overlay/toast";
import { MAIN_ID, NavFrame, SKIP_TO_MAIN, useNavSheet } from "./nav-frame";
import { ViewNav } from "./view-nav";

type WidePageProps = {
  /** The first line; `openNav` is the phone's button that opens the navigation. */
  head: (openNav: ReactNode) => ReactNode;
  children: ReactNode;
};

/** A page beside the navigation, without a list pane of its own. It follows no conversations live. */
export function WidePage({ head, children }: WidePageProps) {
  const nav = useTranslations("nav");
  const list = useTranslations("list");
  const live = useLive();
  const sheet = useNavSheet(nav("views"), <ViewNav />);
  useEffect(() => live.show({ views: [], conversations: [], counters: true }), [live]);
  return (
    <div className="isolate flex h-window">
      <NavFrame label={nav("views")} skip={SKIP_TO_MAIN}>
        <ViewNav />
      </NavFrame>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="flex min-w-0 flex-1 flex-col border-line bg-surface lg:border-l"
      >
        {head(
          <span className="lg:hidden">
            <IconButton label={list("openNav")} onClick={sheet.open}>
              <MenuIcon size={17} aria-hidden />
            </IconButton>
          </span>,
        )}
        {children}
        <ToastPlace />
      </main>
      {sheet.sheet}
    </div>
  );
}
