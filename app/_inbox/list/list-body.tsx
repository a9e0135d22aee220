"use client";

import { CircleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect } from "react";
import type { Cursor } from "@/app/_inbox/cursor/current";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { whenReachable } from "@/app/_lib/when-reachable";
import type { Row } from "@/app/_shared/conversation/rows";
import { hrefOf, type View } from "@/app/_shared/view/view";
import type { ConversationList } from "@/app/_shell/cache/use-conversation-list";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { EmptyState } from "@/app/_ui/empty-state";
import { RowList, type RowListHandle } from "./row-list";
import type { SelectedRows } from "./use-selection";

const loadNoRows = whenReachable(() => import("./no-rows").then((file) => file.NoRows));
/** In the server's HTML, and not part of the first load of a list with rows. */
const NoRows = dynamic(loadNoRows);

export type ListBodyProps = {
  view: View;
  title: string;
  list: ConversationList;
  rows: readonly Row[];
  news: number;
  selected: SelectedRows;
  cursor: Cursor;
  held: readonly number[];
  handle: RefObject<RowListHandle | null>;
  onAtTop: (isAtTop: boolean) => void;
};

/** The rows, or why there are none. */
export function ListBody({ view, title, list, rows, ...rest }: ListBodyProps) {
  const t = useTranslations("list");
  const errorText = useErrorText();
  useWhenIdle(loadNoRows);
  const isEmpty = rows.length === 0 && rest.news === 0;
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  // All loaded rows may have left the list at once, by a bulk action for example.
  const readsOn = isEmpty && hasNextPage && !isError;
  useEffect(() => {
    if (readsOn && !isFetching) void fetchNextPage();
  }, [readsOn, isFetching, fetchNextPage]);
  if (list.isPending || readsOn) return <ListSkeleton />;
  if (isError && rows.length === 0) {
    return (
      <EmptyState
        icon={<CircleAlert size={20} />}
        title={t("error")}
        action={<Button onClick={() => void list.refetch()}>{t("tryAgain")}</Button>}
      >
        {errorText(list.error)}
      </EmptyState>
    );
  }
  if (isEmpty) return <NoRows view={view} />;
  const onEnd = () => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  };
  // Another view remounts the list at its top.
  const key = hrefOf({ ...view, selected: null });
  return <RowList key={key} rows={rows} view={view} label={title} onEnd={onEnd} {...rest} />;
}

const PLACES = ["a", "b", "c", "d", "e", "f", "g", "h"];

function ListSkeleton() {
  const t = useTranslations("list");
  return (
    <div role="status" className="p-3.5">
      <span className="sr-only">{t("loading")}</span>
      {PLACES.map((place) => (
        <div key={place} className="flex h-15 items-center gap-2.5 compact:h-11.5">
          <Skeleton className="size-7 rounded-full" />
          <div className="flex-1">
            <Skeleton className="mb-2 h-3 w-2/5" />
            <Skeleton className="h-3 w-4/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
