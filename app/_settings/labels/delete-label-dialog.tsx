"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import type { LabelDto } from "@/server/contract/organising/label";

/** The server counts up to here. */
const COUNTED_MAX = 1000;

/** Confirms the deletion of a label, with the number of its conversations. It cannot be undone. */
export function DeleteLabelDialog({ label, onClose }: { label: LabelDto; onClose: () => void }) {
  const t = useTranslations("settings.labels");
  const trpc = useTRPC();
  const { name, id: labelId } = label;
  const { data: uses } = useQuery({ ...trpc.labels.uses.queryOptions({ labelId }), staleTime: 0 });
  const text =
    uses === undefined
      ? t("counting")
      : uses > COUNTED_MAX
        ? t("deleteManyText", { most: COUNTED_MAX })
        : t("deleteText", { count: uses });
  return (
    <DeleteDialog
      of="labels"
      name={name}
      text={text}
      remove={trpc.labels.remove.mutationOptions()}
      input={{ labelId }}
      changed={trpc.labels.pathFilter()}
      onClose={onClose}
    />
  );
}
