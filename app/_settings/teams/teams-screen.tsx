"use client";

import { useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import { ListRow } from "@/app/_settings/frame/list-row";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import { useMembers } from "@/app/_shared/use-members";
import type { TeamDto } from "@/server/contract/organising/team";
import { TeamDialog } from "./team-dialog";

/** The account's teams: created, renamed, staffed, deleted. */
export function TeamsScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.teams.list.queryOptions());
  return (
    <ListScreen
      of="teams"
      icon={<UsersRound size={20} />}
      list={list}
      row={(team, actions) => (
        <ListRow key={team.id} of="teams" name={team.name} {...actions}>
          <Team team={team} />
        </ListRow>
      )}
      edit={(team, onClose) => <TeamDialog team={team} onClose={onClose} />}
      remove={(team, onClose) => <DeleteTeamDialog team={team} onClose={onClose} />}
    />
  );
}

/** A name whose direction does not affect its neighbours, nor the side on which they begin. */
const isolated = (name: string): string => `\u2068${name}\u2069`;

function Team({ team: { name, memberIds } }: { team: TeamDto }) {
  const t = useTranslations("settings.teams");
  const { nameOf } = useMembers();
  const names = memberIds.flatMap((id) => nameOf(id) ?? []);
  return (
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium">
        <bdi>{name}</bdi>
      </span>
      <span className="line-clamp-2 text-muted text-sm">
        {names.length === 0 ? t("nobody") : names.map(isolated).join(", ")}
      </span>
    </span>
  );
}

/** Confirms the deletion of a team. */
function DeleteTeamDialog({ team, onClose }: { team: TeamDto; onClose: () => void }) {
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
