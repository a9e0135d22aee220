"use client";

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Earlier, LoadState, MoreButton, rowsOf } from "@/app/_shared/load-state";

type QueuedListProps<T> = {
  label: string;
  list: UseInfiniteQueryResult<InfiniteData<{ data: T[] }>, unknown>;
  row: (item: T) => ReactNode;
};

/** The rows of a queue, page by page. */
export function QueuedList<T>({ label, list, row }: QueuedListProps<T>) {
  const t = useTranslations("settings.queues");
  const rows = rowsOf(list);
  if (rows === undefined) return <LoadState error={list.error} onRetry={list.refetch} />;
  if (rows.length === 0) return <NothingWaits />;
  return (
    <Earlier list={list}>
      <ol aria-label={label} className="overflow-hidden rounded-m border border-line">
        {rows.map(row)}
      </ol>
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
    </Earlier>
  );
}

/** The text of an empty queue. */
export function NothingWaits() {
  const t = useTranslations("settings.queues");
  return (
    <p className="flex items-center gap-2 rounded-m bg-ok-soft px-4 py-3 text-ok">
      <CircleCheck size={17} aria-hidden className="shrink-0" />
      {t("nothing")}
    </p>
  );
}
