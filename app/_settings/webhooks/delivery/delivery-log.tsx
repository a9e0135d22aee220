"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { deliveriesOf } from "@/app/_settings/queries";
import { type DeliveryFilter, NO_FILTER } from "@/app/_settings/webhooks/webhook";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { DeliveryFilters } from "./delivery-filters";
import { DeliveryRow } from "./delivery-row";

/** An endpoint's deliveries of the last 30 days, newest first; refreshed while only the first page is shown. */
export function DeliveryLog({ endpointId }: { endpointId: number }) {
  const t = useTranslations("settings.webhooks.log");
  const trpc = useTRPC();
  const [filter, setFilter] = useState<DeliveryFilter>(NO_FILTER);
  const log = useInfiniteQuery({
    ...deliveriesOf(trpc, endpointId, filter),
    placeholderData: keepPreviousData,
  });
  const deliveries = log.data?.pages.flatMap((page) => page.data);
  return (
    <section aria-label={t("title")}>
      <DeliveryFilters filter={filter} onChange={setFilter} />
      {deliveries === undefined ? <LoadState error={log.error} onRetry={log.refetch} /> : null}
      {deliveries?.length === 0 && !log.hasNextPage ? (
        <EmptyState icon={<Inbox size={20} />} title={filter === NO_FILTER ? t("empty") : t("noMatch")}>
          {filter === NO_FILTER ? t("emptyText") : null}
        </EmptyState>
      ) : null}
      {deliveries && deliveries.length > 0 ? (
        <ol aria-label={t("title")} className="mt-4 overflow-hidden rounded-m border border-line">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ol>
      ) : null}
      {log.hasNextPage ? (
        <Button className="mt-3" disabled={log.isFetching} onClick={() => void log.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </section>
  );
}
