"use client";

import { useQuery } from "@tanstack/react-query";
import { Tag } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import { ListRow } from "@/app/_settings/frame/list-row";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import type { LabelDto } from "@/server/contract/organising/label";
import { LabelDialog } from "./label-dialog";

/** The account's labels: created, renamed, recoloured, deleted. */
export function LabelsScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.labels.list.queryOptions());
  return (
    <ListScreen
      of="labels"
      icon={<Tag size={20} />}
      list={list}
      row={(label, actions) => (
        <ListRow key={label.id} of="labels" name={label.name} {...actions}>
          <Label label={label} />
        </ListRow>
      )}
      edit={(label, onClose) => <LabelDialog label={label} onClose={onClose} />}
      remove={(label, onClose) => <DeleteLabelDialog label={label} onClose={onClose} />}
    />
  );
}

const Label = ({ label: { name, description } }: { label: LabelDto }) => (
  <span className="flex min-w-0 flex-1 flex-col gap-x-3 gap-y-1 sm:flex-row sm:items-center">
    <span className="flex min-w-0 sm:w-44 sm:shrink-0">
      <LabelChip label={name}>
        <bdi className="truncate">{name}</bdi>
      </LabelChip>
    </span>
    <span className="line-clamp-2 min-w-0 flex-1 text-muted wrap-anywhere" dir="auto">
      {description}
    </span>
  </span>
);

/** The server counts up to here. */
const COUNTED_MAX = 1000;

/** Confirms the deletion of a label, with the number of its conversations. It cannot be undone. */
function DeleteLabelDialog({ label, onClose }: { label: LabelDto; onClose: () => void }) {
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
