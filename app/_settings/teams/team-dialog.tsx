"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { CheckList, memberItem } from "@/app/_shared/choice/check-list";
import { EditDialog, useEditMutations } from "@/app/_shared/dialogs/edit-dialog";
import { useMembers } from "@/app/_shared/use-members";
import { NameField } from "@/app/_ui/field";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { TeamDto } from "@/server/contract/organising/team";

/** Edits a team's name and members; `team: null` creates one. */
export function TeamDialog({ team, onClose }: { team: TeamDto | null; onClose: () => void }) {
  const t = useTranslations("settings.teams");
  const { members } = useMembers();
  const [memberIds, setMemberIds] = useState<readonly number[]>(team?.memberIds ?? []);
  const { create, update, saving } = useEditMutations(useTRPC().teams, onClose);

  const save = (given: FormData) => {
    const fields = { name: String(given.get("name")), memberIds: [...memberIds] };
    if (team) update({ ...fields, teamId: team.id });
    else create(fields);
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
