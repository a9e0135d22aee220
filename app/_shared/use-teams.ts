"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import type { TeamDto } from "@/server/contract/organising/team";

const NONE: TeamDto[] = [];

/** The account's teams; a deleted team is shown as a former team. `areKnown`: they are loaded. */
export function useTeams() {
  const t = useTranslations("teams");
  const trpc = useTRPC();
  const { data: teams = NONE, isPending } = useQuery(trpc.teams.list.queryOptions());
  return useMemo(() => {
    const names = new Map(teams.map(({ id, name }) => [id, name]));
    return { teams, areKnown: !isPending, teamName: (id: number): string => names.get(id) ?? t("former") };
  }, [teams, isPending, t]);
}
