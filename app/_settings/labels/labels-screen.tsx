"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Tag, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import { IconButton } from "@/app/_ui/icon-button";
import type { LabelDto } from "@/server/contract/organising/label";
import { DeleteLabelDialog } from "./delete-label-dialog";
import { LabelDialog } from "./label-dialog";

/** The subject of the open dialog. */
type Open = { kind: "new" } | { kind: "edit" | "delete"; label: LabelDto } | null;

/** The account's labels: created, renamed, recoloured, deleted. */
export function LabelsScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.labels.list.queryOptions());
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <ListScreen of="labels" icon={<Tag size={20} />} list={list} onCreate={() => setOpen({ kind: "new" })}>
        {(label) => (
          <LabelRow
            key={label.id}
            label={label}
            onEdit={() => setOpen({ kind: "edit", label })}
            onDelete={() => setOpen({ kind: "delete", label })}
          />
        )}
      </ListScreen>
      {open?.kind === "new" ? <LabelDialog label={null} onClose={close} /> : null}
      {open?.kind === "edit" ? <LabelDialog label={open.label} onClose={close} /> : null}
      {open?.kind === "delete" ? <DeleteLabelDialog label={open.label} onClose={close} /> : null}
    </>
  );
}

type LabelRowProps = { label: LabelDto; onEdit: () => void; onDelete: () => void };

function LabelRow({ label, onEdit, onDelete }: LabelRowProps) {
  const t = useTranslations("settings.labels");
  return (
    <li className="flex items-center gap-x-3 border-line px-4 py-2.5 not-first:border-t">
      <span className="flex min-w-0 flex-1 flex-col gap-x-3 gap-y-1 sm:flex-row sm:items-center">
        <span className="flex min-w-0 sm:w-44 sm:shrink-0">
          <LabelChip label={label.name}>
            <bdi className="truncate">{label.name}</bdi>
          </LabelChip>
        </span>
        <span className="line-clamp-2 min-w-0 flex-1 text-muted wrap-anywhere" dir="auto">
          {label.description}
        </span>
      </span>
      <IconButton label={t("editOne", { name: label.name })} onClick={onEdit}>
        <Pencil size={15} aria-hidden />
      </IconButton>
      <IconButton label={t("deleteOne", { name: label.name })} onClick={onDelete}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
    </li>
  );
}
