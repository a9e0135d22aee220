"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { healthOf } from "@/app/_settings/queries";
import { LoadState } from "@/app/_shared/load-state";
import { useInboxes } from "@/app/_shared/use-account";
import { Segmented } from "@/app/_ui/segmented";
import { Select } from "@/app/_ui/select";
import { HEALTH_PERIODS } from "@/server/contract/health/constants";
import type { HealthDto } from "@/server/contract/health/health";
import { AttemptsChart } from "./attempts-chart";
import { EndpointList } from "./endpoint-list";
import { ErrorList } from "./error-list";
import { FIRST_QUERY, isFine } from "./health";
import { InboxList } from "./inbox-list";
import { QueueFacts } from "./queue-facts";

/** Whether messages leave and arrive, for administrators. */
export function HealthScreen() {
  const t = useTranslations("settings.health");
  const trpc = useTRPC();
  const times = useTimes();
  const [query, setQuery] = useState(FIRST_QUERY);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...healthOf(trpc, query),
    placeholderData: keepPreviousData,
  });
  // A report that is no longer current stays, and says of when it is.
  const isFailed = error !== null && (data === undefined || isPlaceholderData);
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          label={t("period")}
          value={query.period}
          onChange={(period) => setQuery({ ...query, period })}
          options={HEALTH_PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
        />
        <InboxField inboxId={query.inboxId} onChange={(inboxId) => setQuery({ ...query, inboxId })} />
        {data ? (
          <p className="ml-auto text-muted text-sm">{t("updated", { time: times.seconds(data.at) })}</p>
        ) : null}
      </div>
      {data === undefined || isFailed ? (
        <LoadState error={error} onRetry={refetch} />
      ) : (
        <Report health={data} />
      )}
    </>
  );
}

function Report({ health }: { health: HealthDto }) {
  const t = useTranslations("settings.health");
  return (
    <div className="flex flex-col gap-8">
      {isFine(health) ? (
        <p className="flex items-center gap-2 rounded-m bg-ok-soft px-4 py-3 text-ok">
          <CircleCheck size={17} aria-hidden className="shrink-0" />
          {t("fine")}
        </p>
      ) : null}
      <AttemptsChart health={health} />
      <InboxList health={health} />
      <ErrorList health={health} />
      <QueueFacts queues={health.queues} />
      <EndpointList endpoints={health.endpoints} />
    </div>
  );
}

type InboxFieldProps = { inboxId: number | null; onChange: (inboxId: number | null) => void };

function InboxField({ inboxId, onChange }: InboxFieldProps) {
  const t = useTranslations("settings.health");
  const inboxes = useInboxes();
  return (
    <Select
      aria-label={t("inbox")}
      value={inboxId}
      options={[
        { value: null, label: t("allInboxes") },
        ...inboxes.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={onChange}
      className="w-60 max-w-full"
    />
  );
}
