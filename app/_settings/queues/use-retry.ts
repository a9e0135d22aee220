"use client";

import type { UseMutationOptions } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { dayOf, useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { QueueChangeDto } from "@/server/contract/queue/queue";

/** A mutation that makes rows of a queue due, and answers how many. */
export function useRetry<TError, TInput>(options: UseMutationOptions<QueueChangeDto, TError, TInput>) {
  const t = useTranslations("settings.queues");
  const trpc = useTRPC();
  const errorText = useErrorText();
  return useSaveMutation(
    { ...options, onError: (error: TError) => warn({ text: t("notRetried"), detail: errorText(error) }) },
    trpc.queues.pathFilter(),
    ({ count, hasMore }) => notify({ text: t(hasMore ? "retriedSome" : "retried", { count }) }),
  );
}

/** Returns a function for the text of when something is tried next: to the second today, else with the day. */
export function useNextTime(): (at: string) => string {
  const times = useTimes();
  return (at) => (dayOf(at) === dayOf(new Date().toISOString()) ? times.seconds(at) : times.moment(at));
}
