"use client";

import { UsersRound } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useTeams } from "@/app/_shared/use-teams";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { ViewLink } from "@/app/_shared/view-link";
import { useView } from "@/app/_shell/view/use-view";
import { NavHeading, NavLabel, navItem } from "./nav-item";

/** The reader's own teams; the others are in the list's filters. */
export function TeamNav() {
  const t = useTranslations("teams");
  const path = usePathname();
  const me = useMe();
  const { view } = useView();
  const own = useTeams().teams.filter(({ memberIds }) => memberIds.includes(me.id));
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
              aria-current={
                path === "/inbox" && view.savedId === null && view.teamId === id ? "page" : undefined
              }
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
