"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHead } from "./page-head";

type ListScreenProps<T> = {
  /** The namespace of its messages: `settings.labels`, … */
  of: "labels" | "teams" | "canned" | "attributes";
  icon: ReactNode;
  /** The query of the whole list. */
  list: { data?: T[] | undefined; error: unknown; refetch: () => unknown };
  onCreate: () => void;
  /** A row of the list. */
  children: (item: T) => ReactNode;
};

/** A list of resources that fits one page, with a button that creates one. */
export function ListScreen<T>({ of, icon, list, onCreate, children }: ListScreenProps<T>) {
  const t = useTranslations(`settings.${of}`);
  const { data: items } = list;
  const create = (
    <Button variant="primary" onClick={onCreate}>
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
      {items && items.length > 0 ? (
        <ul className="overflow-hidden rounded-m border border-line">{items.map(children)}</ul>
      ) : null}
    </>
  );
}
