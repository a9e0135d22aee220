"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_settings/frame/confirm-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { notify } from "@/app/_ui/overlay/toast";
import type { ListedMacro } from "@/server/contract/organising/macro";

/** Confirms the deletion of a macro, which cannot be undone. */
export function DeleteMacroDialog({ macro, onClose }: { macro: ListedMacro; onClose: () => void }) {
  const t = useTranslations("settings.macros");
  const { macros } = useTRPC();
  const errorText = useErrorText();
  const { name, id: macroId } = macro;
  const remove = useSaveMutation(macros.remove.mutationOptions(), macros.pathFilter(), () => {
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
      onConfirm={() => remove.mutate({ macroId })}
      onClose={onClose}
    />
  );
}
