"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { operationsHref } from "@/app/_settings/operations/operations";
import { queuedJobsOf } from "@/app/_settings/queries";
import { Button } from "@/app/_ui/button";
import {
  DISCARDED_JOBS,
  type DiscardedJob,
  LISTED_JOBS,
  type ListedJob,
  RETRIED_JOBS,
} from "@/server/contract/queue/constants";
import type { JobQueueDto, QueuedJobDto } from "@/server/contract/queue/queue";
import { DiscardDialog, type Discarded, QueueFacts } from "./queue-card";
import { NothingWaits, QueuedList } from "./queued-list";
import { ConversationLink, QueuedRow } from "./queued-row";
import { useRetry } from "./use-retry";

/** Background work by kind; each kind shows its rows. */
export function JobQueueList({ queues }: { queues: readonly JobQueueDto[] }) {
  if (queues.length === 0) return <NothingWaits />;
  return (
    <ul className="overflow-hidden rounded-m border border-line">
      {queues.map((queue) => (
        <KindRow key={queue.kind} queue={queue} />
      ))}
    </ul>
  );
}

function KindRow({ queue }: { queue: JobQueueDto }) {
  const t = useTranslations("settings.queues");
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const listed = LISTED_JOBS.find((kind) => kind === queue.kind);
  const Mark = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="border-line px-4 py-3 not-first:border-t">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="font-medium">{t(`jobs.${queue.kind}`)}</h2>
        {listed ? (
          <Button size="sm" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
            <Mark size={14} aria-hidden />
            {t("showJobs")}
          </Button>
        ) : null}
      </div>
      <QueueFacts queue={queue} />
      <div id={id}>{isOpen && listed ? <JobRows kind={listed} /> : null}</div>
    </li>
  );
}

type Target = { kind: DiscardedJob; key: string };

function JobRows({ kind }: { kind: ListedJob }) {
  const t = useTranslations("settings.queues");
  const trpc = useTRPC();
  const [discarded, setDiscarded] = useState<Discarded<Target> | null>(null);
  const retry = useRetry(trpc.queues.retryJob.mutationOptions());
  const list = useInfiniteQuery(queuedJobsOf(trpc, kind));
  const retried = RETRIED_JOBS.find((one) => one === kind);
  const discardable = DISCARDED_JOBS.find((one) => one === kind);
  return (
    <div className="mt-3">
      <QueuedList
        label={t(`jobs.${kind}`)}
        list={list}
        row={(job) => (
          <JobRow
            key={job.key}
            job={job}
            isPending={retry.isPending}
            onRetry={retried && (() => retry.mutate({ kind: retried, key: job.key }))}
            onDiscard={
              discardable &&
              ((name) => setDiscarded({ target: { kind: discardable, key: job.key }, name, isAll: false }))
            }
          />
        )}
      />
      {discarded ? (
        <DiscardDialog
          of="jobs"
          discarded={discarded}
          discard={trpc.queues.discardJob.mutationOptions()}
          onClose={() => setDiscarded(null)}
        />
      ) : null}
    </div>
  );
}

type JobRowProps = {
  job: QueuedJobDto;
  isPending: boolean;
  onRetry: (() => void) | undefined;
  onDiscard: ((name: string) => void) | undefined;
};

function JobRow({ job, isPending, onRetry, onDiscard }: JobRowProps) {
  const t = useTranslations("settings.queues");
  const { kind, key, about, displayId, tries, createdAt, dueAt, lastError } = job;
  const name = useAbout(job) ?? `${t(`jobs.${kind}`)} ${key}`;
  const href =
    kind === "bulk_operations"
      ? operationsHref("bulk")
      : kind === "deletions"
        ? operationsHref("deletions")
        : null;
  return (
    <QueuedRow
      name={name}
      tries={tries}
      createdAt={createdAt}
      dueAt={dueAt}
      error={lastError}
      isPending={isPending}
      onRetry={onRetry}
      onDiscard={onDiscard && (() => onDiscard(name))}
    >
      {displayId === null ? (
        href === null ? (
          <bdi className="wrap-anywhere">{about ?? name}</bdi>
        ) : (
          <Link href={href} className="hover:underline">
            {name}
          </Link>
        )
      ) : (
        <ConversationLink displayId={displayId} name={t("message")} />
      )}
    </QueuedRow>
  );
}

/** What a job is about, in the reader's words. */
function useAbout({ kind, about, displayId }: QueuedJobDto): string | null {
  const t = useTranslations("settings.queues");
  const operations = useTranslations("settings.operations");
  if (displayId !== null) return t("message");
  if (kind === "bulk_operations") return operations("kind.bulk");
  if (kind === "deletions") return operations("kind.deletions");
  return about;
}
