"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { IconButton } from "@/app/_ui/icon-button";
import type { RowActions } from "./list-screen";

const ICON_PX = 15;

type ListRowProps = RowActions & {
  /** The namespace of its messages: `settings.labels`, … */
  of: "labels" | "teams" | "canned" | "macros" | "attributes";
  name: string;
  /** The reader may not change it: it has no buttons. */
  isFixed?: boolean;
  /** What the row shows of its item. */
  children: ReactNode;
};

/** A row of a `ListScreen`, with the buttons that edit and delete its item. */
export function ListRow({ of, name, isFixed = false, children, onEdit, onDelete }: ListRowProps) {
  const t = useTranslations(`settings.${of}`);
  return (
    <li className="flex items-center gap-x-3 border-line px-4 py-2.5 not-first:border-t">
      {children}
      {isFixed ? null : (
        <>
          <IconButton label={t("editOne", { name })} onClick={onEdit}>
            <Pencil size={ICON_PX} aria-hidden />
          </IconButton>
          <IconButton label={t("deleteOne", { name })} onClick={onDelete}>
            <Trash2 size={ICON_PX} aria-hidden />
          </IconButton>
        </>
      )}
    </li>
  );
}
