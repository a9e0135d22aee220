"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Trash2, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import { useMembers } from "@/app/_shared/use-members";
import { IconButton } from "@/app/_ui/icon-button";
import type { TeamDto } from "@/server/contract/organising/team";
import { DeleteTeamDialog } from "./delete-team-dialog";
import { TeamDialog } from "./team-dialog";

/** The subject of the open dialog. */
type Open = { kind: "new" } | { kind: "edit" | "delete"; team: TeamDto } | null;

/** The account's teams: created, renamed, staffed, deleted. */
export function TeamsScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.teams.list.queryOptions());
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <ListScreen
        of="teams"
        icon={<UsersRound size={20} />}
        list={list}
        onCreate={() => setOpen({ kind: "new" })}
      >
        {(team) => (
          <TeamRow
            key={team.id}
            team={team}
            onEdit={() => setOpen({ kind: "edit", team })}
            onDelete={() => setOpen({ kind: "delete", team })}
          />
        )}
      </ListScreen>
      {open?.kind === "new" ? <TeamDialog team={null} onClose={close} /> : null}
      {open?.kind === "edit" ? <TeamDialog team={open.team} onClose={close} /> : null}
      {open?.kind === "delete" ? <DeleteTeamDialog team={open.team} onClose={close} /> : null}
    </>
  );
}

type TeamRowProps = { team: TeamDto; onEdit: () => void; onDelete: () => void };

function TeamRow({ team: { name, memberIds }, onEdit, onDelete }: TeamRowProps) {
  const t = useTranslations("settings.teams");
  const { nameOf } = useMembers();
  const names = memberIds.flatMap((id) => nameOf(id) ?? []);
  return (
    <li className="flex items-center gap-x-3 border-line px-4 py-2.5 not-first:border-t">
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{name}</bdi>
        <span className="line-clamp-2 text-muted text-sm" dir="auto">
          {names.length === 0 ? t("nobody") : names.join(", ")}
        </span>
      </span>
      <IconButton label={t("editOne", { name })} onClick={onEdit}>
        <Pencil size={15} aria-hidden />
      </IconButton>
      <IconButton label={t("deleteOne", { name })} onClick={onDelete}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
    </li>
  );
}
