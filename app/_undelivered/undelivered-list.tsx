"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { useInboxes } from "@/app/_shared/use-account";
import { EmptyState } from "@/app/_ui/empty-state";
import { type UndeliveredFilter, type UndeliveredScope, undeliveredMessages } from "./queries";
import { groupByReason, ReasonSection } from "./reason-group";
import { SelectionBar } from "./selection-bar";
import { UndeliveredRow } from "./undelivered-row";
import { useListKeys } from "./use-list-keys";
import { useUndeliveredActions } from "./use-undelivered-actions";

/** Says that nobody reports the deliveries of some inboxes: none of their messages is listed as overdue. */
function SilentInboxes({ inboxIds }: { inboxIds: readonly number[] }) {
  const t = useTranslations("undelivered");
  const format = useFormatter();
  const names = useInboxes().flatMap(({ id, name }) => (inboxIds.includes(id) ? [name] : []));
  if (names.length === 0) return null;
  return (
    <p className="shrink-0 border-line border-b bg-warn-soft px-3.5 py-2 text-sm text-warn">
      {t("noReports", { inboxes: format.list(names) })}
    </p>
  );
}

type UndeliveredListProps = { scope: UndeliveredScope; filter: UndeliveredFilter };

/** The messages by reason, newest first, with what can be done with one or the selected ones. */
export function UndeliveredList({ scope, filter }: UndeliveredListProps) {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const query = useInfiniteQuery(undeliveredMessages(trpc, scope, filter));
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const list = useRef<HTMLElement>(null);
  const { actions, dialog, refusals, isPending, isResending } = useUndeliveredActions(() => {
    setPicked(new Set());
    list.current?.focus(); // the button is disabled, and its row leaves
  });
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  // The server reads a bounded number of messages per page: one with none of the reader's own is empty.
  const isEmptyPage = rows.length === 0 && query.hasNextPage && !query.isFetching && !query.isError;
  const { fetchNextPage } = query;
  useListKeys(list, query.hasNextPage ? () => void fetchNextPage() : null);
  useEffect(() => {
    if (isEmptyPage) void fetchNextPage();
  }, [isEmptyPage, fetchNextPage]);
  if (!query.data)
    return (
      <div className="p-4">
        <LoadState error={query.error} onRetry={query.refetch} />
      </div>
    );
  const silentIds = query.data.pages[0]?.noReportsFrom ?? [];
  const isEmpty = rows.length === 0 && !query.hasNextPage;
  const isOverdue = filter.trouble === "overdue";
  const toggle = (messageId: number) => {
    const next = new Set(picked);
    if (!next.delete(messageId)) next.add(messageId);
    setPicked(next);
  };
  return (
    <>
      <SilentInboxes inboxIds={silentIds} />
      {isEmpty ? null : (
        <SelectionBar
          messages={rows.map(({ message }) => message)}
          picked={picked}
          isOverdue={isOverdue}
          isPending={isPending}
          isResending={isResending}
          actions={actions}
          onPick={setPicked}
        />
      )}
      {/* The same element when the last message has left: the focus is on it. */}
      <section
        ref={list}
        tabIndex={-1}
        aria-label={t("title")}
        className={cn("min-h-0 flex-1 overflow-y-auto outline-none", isEmpty && "flex flex-col")}
      >
        {isEmpty ? <NothingListed filter={filter} /> : null}
        {groupByReason(rows).map((group) => (
          <ReasonSection
            key={`${group.reason} ${group.error}`}
            group={group}
            picked={picked}
            onPick={setPicked}
          >
            {group.rows.map((row) => (
              <UndeliveredRow
                key={row.message.id}
                row={row}
                isPicked={picked.has(row.message.id)}
                isBusy={isPending}
                isOverdue={isOverdue}
                refusal={refusals.get(row.message.id)}
                actions={actions}
                onPick={toggle}
              />
            ))}
          </ReasonSection>
        ))}
        {isEmpty ? null : (
          <div className="px-3.5 py-2">
            <MoreButton list={query} isSmall>
              {t("more")}
            </MoreButton>
          </div>
        )}
      </section>
      {dialog}
    </>
  );
}

/** The text of an empty list: all is well, or nothing matches. */
function NothingListed({ filter: { trouble, error, inboxId } }: { filter: UndeliveredFilter }) {
  const t = useTranslations("undelivered");
  const isFiltered = error !== null || inboxId !== null;
  return trouble === "overdue" ? (
    <EmptyState icon={<CircleCheck size={20} />} title={t("nothingOverdue")}>
      {t("nothingOverdueText")}
    </EmptyState>
  ) : (
    <EmptyState icon={<CircleCheck size={20} />} title={t(isFiltered ? "nothingFound" : "nothing")}>
      {t("nothingText")}
    </EmptyState>
  );
}
