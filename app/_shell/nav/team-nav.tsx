"use client";

import { UsersRound } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/me";
import { useTeams } from "../use-teams";
import { useView } from "../use-view";
import { FIRST_VIEW } from "../view";
import { ViewLink } from "../view-link";
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
