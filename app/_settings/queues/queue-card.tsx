"use client";

import type { UseMutationOptions } from "@tanstack/react-query";
import { RotateCcw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { Fact } from "@/app/_settings/health/section";
import { useCountText } from "@/app/_settings/health/use-count-text";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { REASON_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { DeliveryQueueDto, QueueChangeDto, SendQueueDto } from "@/server/contract/queue/queue";
import { useNextTime } from "./use-retry";

type Counts = Pick<
  SendQueueDto | DeliveryQueueDto,
  "waiting" | "due" | "inFlight" | "oldestAt" | "nextAt" | "triesMax" | "failingSince" | "pausedUntil"
>;

type QueueCardProps = {
  /** The name of the inbox or endpoint, a link to its settings. */
  title: ReactNode;
  name: string;
  queue: Counts;
  /** Why nothing is sent, beside failures. */
  note?: string | null;
  canRetry?: boolean;
  isPending: boolean;
  onRetry: () => void;
  onDiscard: () => void;
};

/** What waits of one inbox or endpoint, and the actions on all of it. */
export function QueueCard({
  title,
  name,
  queue,
  note = null,
  canRetry = true,
  isPending,
  onRetry,
  onDiscard,
}: QueueCardProps) {
  const t = useTranslations("settings.queues");
  return (
    <li className="border-line px-4 py-3 not-first:border-t">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="flex min-w-0 items-center gap-1.5 font-medium">{title}</span>
        <span className="flex flex-wrap gap-2">
          {canRetry ? (
            <Button size="sm" disabled={isPending} aria-label={t("retryAllOf", { name })} onClick={onRetry}>
              <RotateCcw size={14} aria-hidden />
              {t("retryAll")}
            </Button>
          ) : null}
          <Button size="sm" variant="danger" aria-label={t("discardAllOf", { name })} onClick={onDiscard}>
            <Trash2 size={14} aria-hidden />
            {t("discardAll")}
          </Button>
        </span>
      </div>
      <Trouble queue={queue} note={note} />
      <QueueFacts queue={queue} />
    </li>
  );
}

/** Why an inbox or an endpoint is not called. */
function Trouble({ queue: { failingSince, pausedUntil }, note }: { queue: Counts; note: string | null }) {
  const t = useTranslations("settings.queues");
  const times = useTimes();
  const nextTime = useNextTime();
  const sentences = [
    note,
    failingSince === null ? null : t("failing", { when: times.moment(failingSince) }),
    pausedUntil === null ? null : t("paused", { when: nextTime(pausedUntil) }),
  ].filter((one) => one !== null);
  if (sentences.length === 0) return null;
  return <p className="mb-2 rounded-s bg-warn-soft px-3 py-1.5 text-sm text-warn">{sentences.join(" ")}</p>;
}

/** The counts of a queue. `inFlight` is left out where it is not known. */
export function QueueFacts({
  queue,
}: {
  queue: Omit<Counts, "inFlight" | "failingSince" | "pausedUntil"> & { inFlight?: number };
}) {
  const t = useTranslations("settings.queues");
  const times = useTimes();
  const nextTime = useNextTime();
  const now = useNow();
  const countText = useCountText();
  const { waiting, due, inFlight, oldestAt, nextAt, triesMax } = queue;
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 sm:grid-cols-3 xl:grid-cols-6">
      <Fact name={t("facts.waiting")} value={countText(waiting)} />
      <Fact name={t("facts.due")} value={countText(due)} />
      {inFlight === undefined ? null : <Fact name={t("facts.inFlight")} value={countText(inFlight)} />}
      <Fact name={t("facts.oldest")} value={oldestAt === null ? "–" : times.since(oldestAt, now)} />
      <Fact name={t("facts.next")} value={nextAt === null ? "–" : nextTime(nextAt)} />
      <Fact name={t("facts.tries")} value={triesMax} />
    </dl>
  );
}

/** What is discarded: one row, or what waits of an inbox or endpoint, with its name. */
export type Discarded<TTarget> = { target: TTarget; name: string; isAll: boolean };

type DiscardDialogProps<TError, TTarget extends object> = {
  of: "sends" | "messageChanges" | "deliveries" | "jobs";
  discarded: Discarded<TTarget>;
  discard: UseMutationOptions<QueueChangeDto, TError, TTarget & { reason: string | null }>;
  onClose: () => void;
};

/** Confirms a discard, which cannot be undone, and asks for the reason. */
export function DiscardDialog<TError, TTarget extends object>({
  of,
  discarded: { target, name, isAll },
  discard,
  onClose,
}: DiscardDialogProps<TError, TTarget>) {
  const t = useTranslations("settings.queues");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [reason, setReason] = useState("");
  const end = useWhileShown(onClose);
  const discarding = useSaveMutation(discard, trpc.queues.pathFilter(), ({ count, hasMore }) => {
    end();
    notify({ text: t(hasMore ? "discardedSome" : "discarded", { count }) });
  });
  return (
    <ConfirmDialog
      title={t(isAll ? "discardAllOf" : "discardOne", { name })}
      text={t(`consequence.${of}`)}
      words={{ keep: t("keep"), confirm: t("discard"), close: t("keep") }}
      error={discarding.error ? errorText(discarding.error) : null}
      isPending={discarding.isPending}
      onConfirm={() => discarding.mutate({ ...target, reason: reason.trim() || null })}
      onClose={onClose}
    >
      <Field
        label={t("reason")}
        hint={t("reasonHint")}
        value={reason}
        maxLength={REASON_CHARS_MAX}
        autoComplete="off"
        className="mt-3"
        onChange={({ target: field }) => setReason(field.value)}
      />
    </ConfirmDialog>
  );
}
