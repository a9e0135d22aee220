"use client";

import type { QueryFilters, UseMutationOptions } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { notify } from "@/app/_ui/overlay/toast";
import { useSaveMutation } from "./use-save-mutation";

type DeleteDialogProps<TData, TError, TInput> = {
  /** The namespace of its messages: `settings.labels`, … */
  of: "labels" | "teams" | "macros" | "attributes" | "companies";
  name: string;
  /** The consequences. */
  text: string;
  /** The mutation that deletes it. */
  remove: UseMutationOptions<TData, TError, TInput>;
  input: TInput;
  /** The queries whose results it changes. */
  changed: QueryFilters;
  onDeleted?: () => void;
  onClose: () => void;
};

/** Confirms the deletion of a named resource, which cannot be undone. */
export function DeleteDialog<TData, TError, TInput>({
  of,
  name,
  text,
  remove,
  input,
  changed,
  onDeleted,
  onClose,
}: DeleteDialogProps<TData, TError, TInput>) {
  const t = useTranslations(`settings.${of}`);
  const errorText = useErrorText();
  const end = useWhileShown(() => {
    onClose();
    onDeleted?.();
  });
  const removal = useSaveMutation(remove, changed, () => {
    end();
    notify({ text: t("deleted", { name }) });
  });
  return (
    <ConfirmDialog
      title={t("deleteTitle", { name })}
      text={text}
      words={{ keep: t("keep"), confirm: t("delete"), close: t("close") }}
      error={removal.error && errorText(removal.error)}
      isPending={removal.isPending}
      onConfirm={() => removal.mutate(input)}
      onClose={onClose}
    />
  );
}
