"use client";

import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import type { TeamDto } from "@/server/contract/organising/team";

/** Confirms the deletion of a team. */
export function DeleteTeamDialog({ team, onClose }: { team: TeamDto; onClose: () => void }) {
  const t = useTranslations("settings.teams");
  const { teams } = useTRPC();
  return (
    <DeleteDialog
      of="teams"
      name={team.name}
      text={t("deleteText")}
      remove={teams.remove.mutationOptions()}
      input={{ teamId: team.id }}
      changed={teams.pathFilter()}
      onClose={onClose}
    />
  );
}
