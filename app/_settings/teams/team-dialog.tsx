"use client";

import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { EditDialog } from "@/app/_settings/frame/edit-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { useMembers } from "@/app/_shared/use-members";
import { NameField } from "@/app/_ui/field";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { TeamDto } from "@/server/contract/organising/team";

/** Edits a team's name and members; `team: null` creates one. */
export function TeamDialog({ team, onClose }: { team: TeamDto | null; onClose: () => void }) {
  const t = useTranslations("settings.teams");
  const trpc = useTRPC();
  const { members } = useMembers();
  const list = trpc.teams.pathFilter();
  const create = useSaveMutation(trpc.teams.create.mutationOptions(), list, onClose);
  const update = useSaveMutation(trpc.teams.update.mutationOptions(), list, onClose);

  const save = (given: FormData) => {
    const text = { name: String(given.get("name")), memberIds: given.getAll("member").map(Number) };
    if (team) update.mutate({ ...text, teamId: team.id });
    else create.mutate(text);
  };
  const shown = members.filter(({ id, state }) => state !== "deactivated" || team?.memberIds.includes(id));
  return (
    <EditDialog
      of="teams"
      isNew={team === null}
      saving={[create, update]}
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
          <fieldset>
            <legend className="mb-1 font-medium">{t("members")}</legend>
            <div className="max-h-56 overflow-y-auto rounded-s border border-line-strong py-1">
              {shown.map(({ id, name, email }) => (
                <label
                  key={id}
                  className="flex min-h-8 cursor-pointer items-center gap-2.5 px-2.5 hover:bg-hover pointer-coarse:min-h-10"
                >
                  <input
                    type="checkbox"
                    name="member"
                    value={id}
                    defaultChecked={team?.memberIds.includes(id) ?? false}
                    className="size-4 accent-accent"
                  />
                  <span className="min-w-0 flex-1 truncate">
                    <bdi>{name}</bdi>
                  </span>
                  <span className="truncate text-muted text-sm">{email}</span>
                </label>
              ))}
            </div>
          </fieldset>
        </>
      )}
    </EditDialog>
  );
}
