"use client";

import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { RefusalCode } from "@/server/contract/_shared/refusal";

type Results = readonly { messageId: number; refusal: RefusalCode | null }[];
/** What a change says when every message was changed, and an action that its toast offers. */
type Outcome = { text: string; action?: { label: string; run: () => void } };

/** Changes of undelivered messages, one or several at once. `refusals`: why the last one refused some, by message id. */
export function useUndeliveredChanges() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const [refusals, setRefusals] = useState<ReadonlyMap<number, RefusalCode>>(new Map());

  const settle = (
    results: Results,
    partly: "someRefused" | "someUnchanged",
    outcome: (done: number[]) => Outcome,
  ) => {
    const refused = results.flatMap(({ messageId, refusal }): [number, RefusalCode][] =>
      refusal ? [[messageId, refusal]] : [],
    );
    setRefusals(new Map(refused));
    const done = results.flatMap(({ messageId, refusal }) => (refusal ? [] : [messageId]));
    const { text, action } = outcome(done);
    const offer = action && done.length > 0 ? { action } : {};
    if (refused.length === 0) notify({ text, ...offer });
    else
      warn({
        text: t(partly, { sent: done.length, done: done.length, refused: refused.length }),
        ...offer,
      });
  };
  const onError = (key: "failed" | "notChanged") => (error: unknown) =>
    warn({ text: t(key), detail: errorText(error) });
  const onSettled = () => refetch(queryClient, trpc);

  const retry = useMutation(
    trpc.undelivered.retry.mutationOptions({
      onSuccess: (results) =>
        settle(results, "someRefused", ({ length }) => ({ text: t("sentAgain", { count: length }) })),
      onError: onError("failed"),
      onSettled,
    }),
  );
  const mark = useMutation(
    trpc.undelivered.markDelivered.mutationOptions({
      onSuccess: (results) =>
        settle(results, "someUnchanged", ({ length }) => ({ text: t("marked", { count: length }) })),
      onError: onError("notChanged"),
      onSettled,
    }),
  );
  const undismiss = useMutation(
    trpc.undelivered.undismiss.mutationOptions({
      onSuccess: (results) => settle(results, "someUnchanged", () => ({ text: t("undismissed") })),
      onError: onError("notChanged"),
      onSettled,
    }),
  );
  const dismiss = useMutation(
    trpc.undelivered.dismiss.mutationOptions({
      onSuccess: (results) =>
        settle(results, "someUnchanged", (messageIds) => ({
          text: t("dismissed", { count: messageIds.length }),
          action: { label: t("undo"), run: () => undismiss.mutate({ messageIds }) },
        })),
      onSettled,
    }),
  );
  return {
    isPending: retry.isPending || mark.isPending || dismiss.isPending || undismiss.isPending,
    isResending: retry.isPending,
    refusals,
    dismissing: dismiss,
    retry: (messageIds: readonly number[]) => retry.mutate({ messageIds: [...messageIds] }),
    markDelivered: (messageIds: readonly number[]) => mark.mutate({ messageIds: [...messageIds] }),
    dismiss: (messageIds: readonly number[], reason: string, onDone: () => void) =>
      dismiss.mutate({ messageIds: [...messageIds], reason }, { onSuccess: onDone }),
  };
}

const refetch = (queryClient: QueryClient, trpc: ReturnType<typeof useTRPC>): Promise<unknown> =>
  Promise.all([
    queryClient.invalidateQueries(trpc.undelivered.pathFilter()),
    queryClient.invalidateQueries(trpc.messages.timeline.pathFilter()),
  ]);
