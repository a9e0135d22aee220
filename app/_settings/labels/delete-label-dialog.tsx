"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_settings/frame/confirm-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { notify } from "@/app/_ui/overlay/toast";
import type { LabelDto } from "@/server/contract/organising/label";

/** The server counts up to here. */
const COUNTED_MAX = 1000;

/** Confirms the deletion of a label, with the number of its conversations. It cannot be undone. */
export function DeleteLabelDialog({ label, onClose }: { label: LabelDto; onClose: () => void }) {
  const t = useTranslations("settings.labels");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { name, id: labelId } = label;
  const { data: uses } = useQuery({ ...trpc.labels.uses.queryOptions({ labelId }), staleTime: 0 });
  const remove = useSaveMutation(trpc.labels.remove.mutationOptions(), trpc.labels.pathFilter(), () => {
    onClose();
    notify({ text: t("deleted", { name }) });
  });
  const text =
    uses === undefined
      ? t("counting")
      : uses > COUNTED_MAX
        ? t("deleteManyText", { most: COUNTED_MAX })
        : t("deleteText", { count: uses });
  return (
    <ConfirmDialog
      title={t("deleteTitle", { name })}
      text={text}
      words={{ keep: t("keep"), confirm: t("delete"), close: t("close") }}
      error={remove.error && errorText(remove.error)}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ labelId })}
      onClose={onClose}
    />
  );
}
