"use client";

import { Bookmark, UsersRound } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { ViewLink } from "@/app/_shared/view/navigate";
import { useActions } from "@/app/_shell/keys/actions";
import { NavHeading, NavLabel, navItem } from "@/app/_shell/nav/nav-item";
import { useGoToView, useSavedCounts } from "@/app/_shell/view/use-counts";
import { useView } from "@/app/_shell/view/use-view";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import { toView, useSavedViews } from "./use-saved-views";

const ICON_PX = 14;

/** The saved views: the reader's own, then the shared ones. */
export function SavedNav() {
  const t = useTranslations("saved");
  const { own, shared } = useSavedViews();
  const go = useGoToView();
  const all = [...own, ...shared];
  const counts = useSavedCounts(all.map(toView));
  useActions("page", {
    openView: {
      choices: () =>
        all.map((view) => ({
          id: String(view.id),
          name: view.name,
          detail: t(view.isShared ? "ofAll" : "own"),
          icon: <ViewIcon view={view} />,
          run: () => go(toView(view)),
        })),
      isEnabled: all.length > 0,
    },
  });
  if (all.length === 0) return null;
  return (
    <>
      <NavHeading>{t("title")}</NavHeading>
      <ul>
        {all.map((view) => (
          <li key={view.id}>
            <SavedLink saved={view} count={counts.get(view.id)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function SavedLink({ saved, count }: { saved: ViewDto; count: string | undefined }) {
  const t = useTranslations("saved");
  const path = usePathname();
  const { view } = useView();
  const to = toView(saved);
  return (
    <ViewLink
      view={to}
      className={navItem()}
      aria-current={path === "/inbox" && view.savedId === saved.id ? "page" : undefined}
    >
      <ViewIcon view={saved} />
      <NavLabel count={count}>
        <bdi>{saved.name}</bdi>
        {saved.isShared ? <span className="sr-only"> ({t("ofAll")})</span> : null}
      </NavLabel>
    </ViewLink>
  );
}

function ViewIcon({ view: { isShared } }: { view: ViewDto }) {
  const Icon = isShared ? UsersRound : Bookmark;
  return <Icon size={ICON_PX} aria-hidden className="shrink-0" />;
}
