"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { notify } from "@/app/_ui/toast";
import type { TeamDto } from "@/server/contract/team";

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
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("deleteTitle", { name })}
      closeLabel={t("close")}
    >
      <p className="text-muted">{t("deleteText")}</p>
      {remove.error ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(remove.error)}
        </p>
      ) : null}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("keep")}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate({ teamId })}>
          {t("delete")}
        </Button>
      </div>
    </Dialog>
  );
}
