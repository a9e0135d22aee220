"use client";

import { useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useListText } from "@/app/_lib/use-list-text";
import { ListRow, ListScreen } from "@/app/_settings/frame/list-screen";
import { CheckList, memberItem } from "@/app/_shared/choice/check-list";
import { changesOf, listChanges } from "@/app/_shared/dialogs/changes-of";
import { DeleteDialog } from "@/app/_shared/dialogs/delete-dialog";
import { EditDialog, useEditMutations } from "@/app/_shared/dialogs/edit-dialog";
import { useMembers } from "@/app/_shared/use-members";
import { NameField } from "@/app/_ui/field";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { TeamDto } from "@/server/contract/organising/team";

/** The account's teams: created, renamed, staffed, deleted. */
export function TeamsScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.teams.list.queryOptions());
  const { nameOf } = useMembers();
  return (
    <ListScreen
      of="teams"
      icon={<UsersRound size={20} />}
      list={list}
      textOf={({ name, memberIds }) => [name, ...memberIds.map(nameOf)].join("\n")}
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
  const listText = useListText();
  const { nameOf } = useMembers();
  const names = memberIds.flatMap((id) => nameOf(id) ?? []);
  return (
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium">
        <bdi>{name}</bdi>
      </span>
      <span className="line-clamp-2 text-muted text-sm">
        {names.length === 0 ? t("nobody") : listText(names.map(isolated))}
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

/** Edits a team's name and members; `team: null` creates one. */
function TeamDialog({ team, onClose }: { team: TeamDto | null; onClose: () => void }) {
  const t = useTranslations("settings.teams");
  const { members } = useMembers();
  const [memberIds, setMemberIds] = useState<readonly number[]>(team?.memberIds ?? []);
  const { create, update, saving } = useEditMutations(useTRPC().teams, onClose);

  const save = (given: FormData) => {
    const name = String(given.get("name"));
    if (!team) return create({ name, memberIds: [...memberIds] });
    const { added, removed } = listChanges(team.memberIds, memberIds);
    update({
      teamId: team.id,
      ...changesOf(team, { name }),
      ...(added.length > 0 && { addIds: added }),
      ...(removed.length > 0 && { removeIds: removed }),
    });
  };
  const shown = members.filter(({ id, state }) => state !== "deactivated" || team?.memberIds.includes(id));
  return (
    <EditDialog
      of="teams"
      isNew={team === null}
      saving={saving}
      takenCode="team.taken"
      onSave={save}
      onClose={onClose}
    >
      {(taken) => (
        <>
          <NameField
            label={t("name")}
            maxLength={SHORT_NAME_CHARS_MAX}
            defaultValue={team?.name}
            error={taken}
          />
          <CheckList
            legend={t("members")}
            layout="boxed"
            items={shown.map(memberItem)}
            chosen={memberIds}
            onChange={setMemberIds}
          />
        </>
      )}
    </EditDialog>
  );
}
