"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, Inbox } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { TimeFields, TypeField } from "@/app/_settings/events/event-filters";
import { deliveriesOf } from "@/app/_settings/queries";
import { type DeliveryFilter, NO_FILTER } from "@/app/_settings/webhooks/webhook";
import { Earlier, LoadState, MoreButton, rowsOf } from "@/app/_shared/load-state";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import { EmptyState } from "@/app/_ui/empty-state";
import { SelectField } from "@/app/_ui/select";
import { DELIVERY_STATES, DELIVERY_TYPES, type DeliveryState } from "@/server/contract/webhook/constants";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import { DeliveryDetail } from "./delivery-detail";

/** An endpoint's deliveries of the last 30 days, newest first; refreshed while only the first page is shown. */
export function DeliveryLog({ endpointId }: { endpointId: number }) {
  const t = useTranslations("settings.webhooks.log");
  const trpc = useTRPC();
  const [filter, setFilter] = useState<DeliveryFilter>(NO_FILTER);
  const log = useInfiniteQuery({
    ...deliveriesOf(trpc, endpointId, filter),
    placeholderData: keepPreviousData,
  });
  const deliveries = rowsOf(log);
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
        <Earlier list={log}>
          <ol aria-label={t("title")} className="mt-4 overflow-hidden rounded-m border border-line">
            {deliveries.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </ol>
        </Earlier>
      ) : null}
      <MoreButton list={log}>{t("more")}</MoreButton>
    </section>
  );
}

type DeliveryFiltersProps = { filter: DeliveryFilter; onChange: (filter: DeliveryFilter) => void };

/** Filters the deliveries. */
function DeliveryFilters({ filter, onChange }: DeliveryFiltersProps) {
  const t = useTranslations("settings.webhooks.log");
  const set = (patch: Partial<DeliveryFilter>) => onChange({ ...filter, ...patch });
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <SelectField
        label={t("state")}
        value={filter.state}
        options={[
          { value: null, label: t("any") },
          ...DELIVERY_STATES.map((value) => ({ value, label: t(`states.${value}`) })),
        ]}
        onChange={(state) => set({ state })}
        className="w-40"
      />
      <TypeField types={DELIVERY_TYPES} type={filter.type} onChange={set} />
      <TimeFields time={filter} onChange={set} />
    </div>
  );
}

const TONE = {
  waiting: "warn",
  delivered: "ok",
  failed: "bad",
  dropped: "neutral",
} as const satisfies Record<DeliveryState, ChipTone>;

/** One delivery; opened, its details. */
function DeliveryRow({ delivery }: { delivery: DeliveryDto }) {
  const t = useTranslations("settings.webhooks.log");
  const times = useTimes();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { state, type, tries, createdAt, dueAt, isTest, isReplay } = delivery;
  const Mark = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="border-line not-first:border-t">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-left hover:bg-hover"
      >
        <Mark size={15} aria-hidden className="shrink-0 text-muted" />
        <span className="w-24">
          <Chip tone={TONE[state]}>{t(`states.${state}`)}</Chip>
        </span>
        <span dir="ltr" className="min-w-0 flex-1 basis-40 font-mono text-sm wrap-anywhere">
          {type}
        </span>
        {isTest ? <Chip>{t("isTest")}</Chip> : null}
        {isReplay ? <Chip>{t("isReplay")}</Chip> : null}
        <span className="text-muted text-sm">
          {t("tries", { tries })}
          {state === "waiting" && tries > 0 && dueAt !== null
            ? ` · ${t("next", { when: times.precise(dueAt) })}`
            : null}
        </span>
        <time dateTime={createdAt} className="text-muted text-sm tabular-nums">
          {times.moment(createdAt)}
        </time>
      </button>
      <div id={id}>{isOpen ? <DeliveryDetail deliveryId={delivery.id} /> : null}</div>
    </li>
  );
}
