"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { queuesOf } from "@/app/_settings/queries";
import { LoadState } from "@/app/_shared/load-state";
import { Segmented } from "@/app/_ui/segmented";
import { DeliveryQueueList } from "./delivery-queue-list";
import { JobQueueList } from "./job-queue-list";
import { MessageChangeQueueList } from "./message-change-queue-list";
import { parseQueueView, QUEUES, type QueueView, queuesHref } from "./queues";
import { SendQueueList } from "./send-queue-list";

/** What waits: messages, their edits and deletions, webhook deliveries and background jobs, each with retry and discard; for administrators. */
export function QueuesScreen() {
  const t = useTranslations("settings.queues");
  const trpc = useTRPC();
  const times = useTimes();
  const view = parseQueueView(useSearchParams());
  const { data, error, refetch } = useQuery(queuesOf(trpc));
  const show = (patch: Partial<QueueView>) => history.replaceState({}, "", queuesHref({ ...view, ...patch }));
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          label={t("queue")}
          value={view.queue}
          onChange={(queue) => show({ queue })}
          options={QUEUES.map((value) => ({ value, label: t(`queues.${value}`) }))}
        />
        {data ? (
          <p className="ml-auto text-muted text-sm">{t("updated", { time: times.seconds(data.at) })}</p>
        ) : null}
      </div>
      {data === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      {data && view.queue === "sends" ? (
        <SendQueueList queues={data.sends} view={view} onShow={show} />
      ) : null}
      {data && view.queue === "messageChanges" ? (
        <MessageChangeQueueList queues={data.messageChanges} view={view} onShow={show} />
      ) : null}
      {data && view.queue === "deliveries" ? (
        <DeliveryQueueList queues={data.deliveries} view={view} onShow={show} />
      ) : null}
      {data && view.queue === "jobs" ? <JobQueueList queues={data.jobs} /> : null}
    </>
  );
}
