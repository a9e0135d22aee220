"use client";

import { useQuery } from "@tanstack/react-query";
import { Settings, Users, UsersRound } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { whenReachable } from "@/app/_lib/when-reachable";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { useTeams } from "@/app/_shared/use-account";
import { ViewLink } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, type View } from "@/app/_shared/view/view";
import { SavedNav } from "@/app/_shell/saved/saved-nav";
import { useCounts, useCountText } from "@/app/_shell/view/use-counts";
import { useView, VIEWS } from "@/app/_shell/view/use-view";
import { NavHeading, NavLabel, navItem } from "./nav-item";
import { firstSettingsHref } from "./settings-pages";

/** In the server's HTML, and not part of the first load. */
const UndeliveredLink = dynamic(() => import("./undelivered-link"));
/** Not part of the first load. */
const AttentionMark = dynamic(
  whenReachable(() => import("./attention-mark").then((file) => file.AttentionMark)),
  { ssr: false },
);

/** The views of the inbox with their counts, then the inboxes, then the settings. */
export function ViewNav() {
  const t = useTranslations("nav");
  const trpc = useTRPC();
  const { view } = useView();
  const counts = useCounts();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const countText = useCountText();
  const path = usePathname();
  const { role } = useMe();
  const isOfAll = (other: View) =>
    view.status === other.status &&
    view.inboxId === null &&
    view.assigneeId === null &&
    view.teamId === null &&
    view.groups.length === 0;
  // The list's title is that of its scope, however it is filtered, unless it lists a whole inbox or team.
  const isIn = (other: View) =>
    path === "/inbox" &&
    view.savedId === null &&
    view.scope === other.scope &&
    (other.scope !== "all" || isOfAll(other));
  return (
    <>
      <ul>
        {VIEWS.map(({ key, Icon, view: to, count }) => (
          <li key={key}>
            <ViewLink view={to} className={navItem()} aria-current={isIn(to) ? "page" : undefined}>
              <Icon size={14} aria-hidden className="shrink-0" />
              <NavLabel count={count === null ? undefined : counts && countText(counts[count])}>
                {t(`view.${key}`)}
              </NavLabel>
            </ViewLink>
          </li>
        ))}
      </ul>
      <UndeliveredLink />
      <SavedNav />
      {inboxes.length === 0 ? null : <NavHeading>{t("inboxes")}</NavHeading>}
      <ul>
        {inboxes.map((inbox) => (
          <li key={inbox.id}>
            <ViewLink
              view={{ ...FIRST_VIEW, scope: "all", inboxId: inbox.id }}
              className={navItem()}
              aria-current={
                path === "/inbox" &&
                view.savedId === null &&
                view.scope === "all" &&
                view.inboxId === inbox.id
                  ? "page"
                  : undefined
              }
            >
              <InboxDot inboxId={inbox.id} className="mx-0.75" />
              <NavLabel count={counts && countText(counts.byInbox[inbox.id] ?? 0)}>{inbox.name}</NavLabel>
            </ViewLink>
          </li>
        ))}
      </ul>
      <TeamNav />
      <Link
        href="/contacts"
        className={navItem("mt-4")}
        aria-current={path === "/contacts" ? "page" : undefined}
      >
        <Users size={14} aria-hidden />
        <NavLabel>{t("contacts")}</NavLabel>
      </Link>
      {role === "administrator" ? <NavHeading>{t("administration")}</NavHeading> : null}
      <Link href={firstSettingsHref(role)} className={navItem()}>
        <Settings size={14} aria-hidden />
        <NavLabel>{t("settings")}</NavLabel>
        <AttentionMark />
      </Link>
    </>
  );
}

/** The reader's own teams; the others are in the list's filters. */
function TeamNav() {
  const t = useTranslations("teams");
  const path = usePathname();
  const me = useMe();
  const { view } = useView();
  const own = useTeams().teams.filter(({ memberIds }) => memberIds.includes(me.id));
  const isWhole = view.savedId === null && view.scope === "all" && view.inboxId === null;
  if (own.length === 0) return null;
  return (
    <>
      <NavHeading>{t("own")}</NavHeading>
      <ul>
        {own.map(({ id, name }) => (
          <li key={id}>
            <ViewLink
              view={{ ...FIRST_VIEW, scope: "all", teamId: id }}
              className={navItem()}
              aria-current={path === "/inbox" && isWhole && view.teamId === id ? "page" : undefined}
            >
              <UsersRound size={14} aria-hidden />
              <NavLabel>{name}</NavLabel>
            </ViewLink>
          </li>
        ))}
      </ul>
    </>
  );
}
