"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { TeamDto } from "@/server/contract/organising/team";

/** Says what deleting a team does before it is done: there is no way back. */
export function DeleteTeamDialog({ team, onClose }: { team: TeamDto; onClose: () => void }) {
  const t = useTranslations("settings.teams");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { name, id: teamId } = team;
  const remove = useMutation(
    trpc.teams.remove.mutationOptions({
      onSuccess: async () => {
        onClose();
        notify({ text: t("deleted", { name }) });
        await queryClient.invalidateQueries(trpc.teams.pathFilter());
      },
    }),
  );
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
