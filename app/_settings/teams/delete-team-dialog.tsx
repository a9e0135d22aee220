"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { notify } from "@/app/_ui/overlay/toast";
import type { TeamDto } from "@/server/contract/organising/team";

/** Confirms the deletion of a team, which cannot be undone. */
export function DeleteTeamDialog({ team, onClose }: { team: TeamDto; onClose: () => void }) {
  const t = useTranslations("settings.teams");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { name, id: teamId } = team;
  const remove = useSaveMutation(trpc.teams.remove.mutationOptions(), trpc.teams.pathFilter(), () => {
    onClose();
    notify({ text: t("deleted", { name }) });
  });
  return (
    <DeleteDialog
      title={t("deleteTitle", { name })}
      text={t("deleteText")}
      words={{ keep: t("keep"), delete: t("delete"), close: t("close") }}
      error={remove.error && errorText(remove.error)}
      isPending={remove.isPending}
      onDelete={() => remove.mutate({ teamId })}
      onClose={onClose}
    />
  );
}
