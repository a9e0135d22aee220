"use client";

import { Pencil, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { EditedItemDialog } from "@/app/_shared/dialogs/edited-item";
import { LoadState } from "@/app/_shared/load-state";
import { Button, IconButton } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { FilteredList } from "./filtered-list";
import { PageHead } from "./page-head";

type ListScreenProps<T> = {
  /** The namespace of its messages: `settings.labels`, … */
  of: "labels" | "teams" | "canned" | "macros" | "attributes";
  icon: ReactNode;
  /** The query of the whole list. */
  list: { data?: T[] | undefined; error: unknown; refetch: () => unknown };
  /** A row of the list; its actions open the dialogs. */
  row: (item: T, actions: RowActions) => ReactNode;
  /** The dialog that edits an item; null = a new one. */
  edit: (item: T | null, onClose: () => void) => ReactNode;
  /** What of an item its filter searches; a list that has its own has none. */
  textOf?: (item: T) => string;
  /** The list below the button; default: all rows in a box. */
  children?: (items: T[], row: (item: T) => ReactNode) => ReactNode;
  /** The dialog that deletes an item, where there is one. */
  remove?: (item: T, onClose: () => void) => ReactNode;
};

/** Rows in a box. */
export const Rows = ({ children }: { children: ReactNode }) => (
  <ul className="overflow-hidden rounded-m border border-line">{children}</ul>
);

const boxed = <T,>(items: T[], row: (item: T) => ReactNode): ReactNode => <Rows>{items.map(row)}</Rows>;

/** `isFiltered`: other items are hidden between the rows. */
export type RowActions = { isFiltered: boolean; onEdit: () => void; onDelete: () => void };

/** A list of resources that fits one page, with a button that creates one and the dialogs of its rows. */
export function ListScreen<T extends { id: number; version: number }>({
  of,
  icon,
  list,
  row,
  edit,
  remove,
  textOf,
  children = boxed,
}: ListScreenProps<T>) {
  const [open, setOpen] = useState<{ kind: "edit"; item: T | null } | { kind: "delete"; item: T } | null>(
    null,
  );
  const close = () => setOpen(null);
  const t = useTranslations(`settings.${of}`);
  const { data: items } = list;
  const shown = (some: T[]) =>
    children(some, (item) =>
      row(item, {
        isFiltered: some.length < (items?.length ?? 0),
        onEdit: () => setOpen({ kind: "edit", item }),
        onDelete: () => setOpen({ kind: "delete", item }),
      }),
    );
  const create = (
    <Button variant="primary" onClick={() => setOpen({ kind: "edit", item: null })}>
      <Plus size={15} aria-hidden />
      {t("create")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("title")} action={items && items.length > 0 ? create : undefined}>
        {t("text")}
      </PageHead>
      {items === undefined ? <LoadState error={list.error} onRetry={list.refetch} /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={icon} title={t("empty")} action={create}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      {items && items.length > 0 && textOf ? (
        <FilteredList items={items} textOf={textOf}>
          {shown}
        </FilteredList>
      ) : null}
      {items && items.length > 0 && !textOf ? shown(items) : null}
      {open?.kind === "edit" ? (
        <EditedItemDialog
          opened={open.item}
          items={items}
          onReload={() => setOpen({ kind: "edit", item: currentOf(open.item, items) })}
        >
          {edit(open.item, close)}
        </EditedItemDialog>
      ) : null}
      {open?.kind === "delete" ? remove?.(open.item, close) : null}
    </>
  );
}

const currentOf = <T extends { id: number }>(item: T | null, items: readonly T[] | undefined): T | null =>
  items?.find(({ id }) => id === item?.id) ?? item;

const ICON_PX = 15;

type ListRowProps = Omit<RowActions, "isFiltered"> & {
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
