"use client";

import { useTranslations } from "next-intl";
import { useTeams } from "@/app/_shared/use-teams";

/** A team that a conversation can be assigned to; null is none. */
export type TeamChoice = { id: string; teamId: number | null; name: string };

/** No team, then all teams by name. `isWorthwhile`: there is a team, or they are still loading. */
export function useTeamChoices(): { choices: TeamChoice[]; isWorthwhile: boolean } {
  const t = useTranslations("teams");
  const { teams, areKnown } = useTeams();
  const choices = [
    { id: "none", teamId: null, name: t("none") },
    ...teams.map(({ id, name }) => ({ id: String(id), teamId: id, name })),
  ];
  return { choices, isWorthwhile: !areKnown || teams.length > 0 };
}
