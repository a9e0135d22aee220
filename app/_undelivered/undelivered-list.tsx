"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { useInboxes } from "@/app/_shared/use-account";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { RETRY_MAX } from "@/server/contract/message/undelivered";
import { type UndeliveredFilter, type UndeliveredScope, undeliveredMessages } from "./queries";
import { UndeliveredRow } from "./undelivered-row";

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

/** The messages, newest first, and buttons to send one or the selected ones again. */
export function UndeliveredList({ scope, filter }: { scope: UndeliveredScope; filter: UndeliveredFilter }) {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const query = useInfiniteQuery(undeliveredMessages(trpc, scope, filter));
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const { isPending, refusals, retry } = useRetryMany();
  const isFiltered = filter.error !== null || filter.inboxId !== null;
  const isOverdue = filter.trouble === "overdue";
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  // The server reads a bounded number of messages per page: one with none of the reader's own is empty.
  const isEmptyPage = rows.length === 0 && query.hasNextPage && !query.isFetching && !query.isError;
  const { fetchNextPage } = query;
  useEffect(() => {
    if (isEmptyPage) void fetchNextPage();
  }, [isEmptyPage, fetchNextPage]);
  if (!query.data)
    return (
      <div className="p-4">
        <LoadState error={query.error} onRetry={query.refetch} />
      </div>
    );
  const toggle = (messageId: number) => {
    const next = new Set(picked);
    if (!next.delete(messageId)) next.add(messageId);
    setPicked(next);
  };
  // Of those that are still listed: another member may have solved some.
  const chosen = rows.map(({ message }) => message.id).filter((id) => picked.has(id));
  const selectable = rows.slice(0, RETRY_MAX).map(({ message }) => message.id);
  const retryChosen = () => {
    retry(chosen);
    setPicked(new Set());
  };
  const silentIds = query.data.pages[0]?.noReportsFrom ?? [];
  if (rows.length === 0 && !query.hasNextPage)
    return (
      <>
        <SilentInboxes inboxIds={silentIds} />
        {isOverdue ? (
          <EmptyState icon={<CircleCheck size={20} />} title={t("nothingOverdue")}>
            {t("nothingOverdueText")}
          </EmptyState>
        ) : (
          <EmptyState icon={<CircleCheck size={20} />} title={t(isFiltered ? "nothingFound" : "nothing")}>
            {t("nothingText")}
          </EmptyState>
        )}
      </>
    );
  return (
    <>
      <SilentInboxes inboxIds={silentIds} />
      <div
        className={cn(
          "flex shrink-0 flex-wrap items-center gap-3 border-line border-b px-3.5 py-2",
          isOverdue && "hidden",
        )}
      >
        <label className="flex items-center gap-3 text-muted">
          <input
            type="checkbox"
            checked={chosen.length > 0 && chosen.length === selectable.length}
            onChange={() => setPicked(new Set(chosen.length === selectable.length ? [] : selectable))}
            className="size-4 accent-accent"
          />
          {t("selectAll", { count: selectable.length })}
        </label>
        <span className="flex-1" />
        <Button
          size="sm"
          variant="primary"
          disabled={isPending || chosen.length === 0 || chosen.length > RETRY_MAX}
          onClick={retryChosen}
        >
          {isPending ? t("sending") : t("retryMany", { count: chosen.length })}
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <ul aria-label={t("title")}>
          {rows.map((row) => (
            <UndeliveredRow
              key={row.message.id}
              row={row}
              isPicked={picked.has(row.message.id)}
              isBusy={isPending}
              refusal={refusals.get(row.message.id)}
              onPick={toggle}
              onRetry={isOverdue ? null : (messageId) => retry([messageId])}
            />
          ))}
        </ul>
        <div className="px-3.5 py-2">
          <MoreButton list={query}>{t("more")}</MoreButton>
        </div>
      </div>
    </>
  );
}

/** Sends messages again, and keeps why some were refused, by message id. */
function useRetryMany() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [refusals, setRefusals] = useState<ReadonlyMap<number, RefusalCode>>(new Map());
  const retry = useMutation(
    trpc.undelivered.retry.mutationOptions({
      onSuccess: (results) => {
        const refused = results.flatMap(({ messageId, refusal }): [number, RefusalCode][] =>
          refusal ? [[messageId, refusal]] : [],
        );
        setRefusals(new Map(refused));
        const sent = results.length - refused.length;
        if (refused.length > 0) warn({ text: t("someRefused", { sent, refused: refused.length }) });
        else notify({ text: t("sentAgain", { count: sent }) });
      },
      onError: (error) => warn({ text: t("failed"), detail: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.undelivered.pathFilter()),
    }),
  );
  return {
    isPending: retry.isPending,
    refusals,
    retry: (messageIds: readonly number[]) => retry.mutate({ messageIds: [...messageIds] }),
  };
}
