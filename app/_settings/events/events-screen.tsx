"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { loggedEvents } from "@/app/_settings/queries";
import { Earlier, LoadState, MoreButton, rowsOf } from "@/app/_shared/load-state";
import { EmptyState } from "@/app/_ui/empty-state";
import { EventFilters } from "./event-filters";
import { type EventQuery, eventsHref, isHistory, parseEventQuery } from "./event-query";
import { EventRow } from "./event-row";

/** The log of all events; for one conversation its whole history, oldest first. */
export function EventsScreen() {
  const t = useTranslations("settings.events");
  const query = parseEventQuery(useSearchParams());
  const set = (patch: Partial<EventQuery>) =>
    history.replaceState({}, "", eventsHref({ ...query, ...patch }));
  const log = useLog(query);
  const events = rowsOf(log);
  const displayId = query.displayId ?? (isHistory(query) ? numberOf(events ?? []) : null);
  const title = isHistory(query) ? t("history", { number: displayId ?? "…" }) : t("title");
  const isUnknown = refusalCodeOf(log.error) === "conversation.not_found";
  return (
    <>
      <PageHead title={title}>{isHistory(query) ? t("historyText") : t("text")}</PageHead>
      <EventFilters query={query} displayId={displayId} onChange={set} />
      {isUnknown ? <EmptyState icon={<Activity size={20} />} title={t("unknown")} /> : null}
      {events === undefined && !isUnknown ? <LoadState error={log.error} onRetry={log.refetch} /> : null}
      {events?.length === 0 && !log.hasNextPage && !isUnknown ? (
        <EmptyState icon={<Activity size={20} />} title={t("empty")} />
      ) : null}
      {events && events.length > 0 && !isUnknown ? (
        <Earlier list={log}>
          <ol aria-label={title} className="mt-4 overflow-hidden rounded-m border border-line">
            {events.map((event) => (
              <EventRow key={event.seq} event={event} isHistory={isHistory(query)} />
            ))}
          </ol>
        </Earlier>
      ) : null}
      {isUnknown ? null : <MoreButton list={log}>{isHistory(query) ? t("later") : t("more")}</MoreButton>}
    </>
  );
}

const numberOf = (events: readonly { displayId: number | null }[]): number | null =>
  events.find((event) => event.displayId !== null)?.displayId ?? null;

function useLog(query: EventQuery) {
  const trpc = useTRPC();
  return useInfiniteQuery({ ...loggedEvents(trpc, query), placeholderData: keepPreviousData });
}
