"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Tag, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LabelChip } from "@/app/_inbox/label-chip";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { IconButton } from "@/app/_ui/icon-button";
import type { LabelDto } from "@/server/contract/label";
import { LoadState } from "../load-state";
import { PageHead } from "../page-head";
import { DeleteLabelDialog } from "./delete-label-dialog";
import { LabelDialog } from "./label-dialog";

/** What a dialog is open for. */
type Open = { kind: "new" } | { kind: "edit" | "delete"; label: LabelDto } | null;

/** The account's labels: made, renamed, recoloured, deleted. */
export function LabelsScreen() {
  const t = useTranslations("settings.labels");
  const trpc = useTRPC();
  const { data: labels, error, refetch } = useQuery(trpc.labels.list.queryOptions());
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const create = (
    <Button look="primary" onClick={() => setOpen({ kind: "new" })}>
      <Plus size={15} aria-hidden />
      {t("create")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("title")} action={labels && labels.length > 0 ? create : undefined}>
        {t("text")}
      </PageHead>
      {labels === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      {labels?.length === 0 ? (
        <EmptyState icon={<Tag size={20} />} title={t("empty")} action={create}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      {labels && labels.length > 0 ? (
        <ul className="overflow-hidden rounded-m border border-line">
          {labels.map((label) => (
            <li
              key={label.id}
              className="flex items-center gap-x-3 border-line px-4 py-2.5 not-first:border-t"
            >
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
              <IconButton
                label={t("editOne", { name: label.name })}
                onClick={() => setOpen({ kind: "edit", label })}
              >
                <Pencil size={15} aria-hidden />
              </IconButton>
              <IconButton
                label={t("deleteOne", { name: label.name })}
                onClick={() => setOpen({ kind: "delete", label })}
              >
                <Trash2 size={15} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      {open?.kind === "new" ? <LabelDialog label={null} onClose={close} /> : null}
      {open?.kind === "edit" ? <LabelDialog label={open.label} onClose={close} /> : null}
      {open?.kind === "delete" ? <DeleteLabelDialog label={open.label} onClose={close} /> : null}
    </>
  );
}
