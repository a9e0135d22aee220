"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_settings/frame/confirm-dialog";
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
    <ConfirmDialog
      title={t("deleteTitle", { name })}
      text={t("deleteText")}
      words={{ keep: t("keep"), confirm: t("delete"), close: t("close") }}
      error={remove.error && errorText(remove.error)}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ teamId })}
      onClose={onClose}
    />
  );
}
