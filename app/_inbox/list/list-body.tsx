"use client";

import { CircleAlert, CircleCheck, Inbox, ListFilter, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect } from "react";
import type { Cursor } from "@/app/_inbox/cursor/current";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import type { Row } from "@/app/_shared/conversation/rows";
import { ViewLink } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, hrefOf, type View } from "@/app/_shared/view/view";
import type { ConversationList } from "@/app/_shell/cache/use-conversation-list";
import { useCounts } from "@/app/_shell/view/use-counts";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { EmptyState } from "@/app/_ui/empty-state";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { RowList, type RowListHandle } from "./row-list";
import type { SelectedRows } from "./use-selection";

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

/** Distinguishes *no match*, *all done* and *nothing yet*. */
function NoRows({ view }: { view: View }) {
  const t = useTranslations("list.empty");
  const counts = useCounts();
  const me = useMe();
  const isFirstDay =
    counts && counts.trashed === 0 && CONVERSATION_STATUSES.every((status) => counts[status] === 0);
  if (isFirstDay) {
    return (
      <EmptyState
        icon={<Inbox size={20} />}
        title={t("firstDay")}
        action={
          me.role === "administrator" ? (
            <Link href="/welcome" className="font-semibold text-accent hover:underline">
              {t("toWelcome")}
            </Link>
          ) : null
        }
      >
        {t("firstDayText")}
      </EmptyState>
    );
  }
  const { label, assigneeId, priority, teamId, groups } = view;
  if (groups.length > 0 || [label, assigneeId, priority, teamId].some((filter) => filter !== null)) {
    return (
      <EmptyState
        icon={<ListFilter size={20} />}
        title={t("noMatch")}
        action={
          <ViewLink
            view={{ ...view, label: null, assigneeId: null, priority: null, teamId: null, groups: [] }}
            className="font-semibold text-accent hover:underline"
          >
            {t("clear")}
          </ViewLink>
        }
      >
        {t("noMatchText")}
      </EmptyState>
    );
  }
  if (view.scope === "trash") {
    return (
      <EmptyState icon={<Trash2 size={20} />} title={t("noTrash")}>
        {t("noTrashText")}
      </EmptyState>
    );
  }
  if (view.scope === "mentioned") {
    return (
      <EmptyState icon={<Inbox size={20} />} title={t("noMentions")}>
        {t("noMentionsText")}
      </EmptyState>
    );
  }
  if (view.status === "open") {
    return (
      <EmptyState
        icon={<CircleCheck size={20} />}
        title={t("allDone")}
        action={
          view.scope === "mine" && counts && counts.unassigned > 0 ? (
            <ViewLink
              view={{ ...FIRST_VIEW, scope: "unassigned" }}
              className="font-semibold text-accent hover:underline"
            >
              {t("toUnassigned", { count: counts.unassigned })}
            </ViewLink>
          ) : null
        }
      >
        {t(`allDoneText.${view.inboxId === null ? view.scope : "here"}`)}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Inbox size={20} />} title={t(`nothing.${view.status ?? "any"}`)}>
      {t(`nothingText.${view.status ?? "any"}`)}
    </EmptyState>
  );
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
