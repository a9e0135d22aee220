"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { RefusalCode } from "@/server/contract/_shared/refusal";

type Results = readonly { messageId: number; refusal: RefusalCode | null }[];
/** The toast of a change when every message was changed, and an action in it. */
type Outcome = { text: string; action?: { label: string; run: () => void } };

/** Changes of undelivered messages, one or several at once. `refusals`: why the last one refused some, by message id. */
export function useUndeliveredChanges() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { refusals, settle, refetch } = useSettling();
  const onError = (error: unknown) => warn({ text: t("notChanged"), detail: errorText(error) });
  const retry = useMutation(
    trpc.undelivered.retry.mutationOptions({
      onSuccess: (results) =>
        settle(results, "someRefused", (ids) => ({ text: t("sentAgain", { count: ids.length }) })),
      onError: (error) => warn({ text: t("failed"), detail: errorText(error) }),
      onSettled: refetch,
    }),
  );
  const mark = useMutation(
    trpc.undelivered.markDelivered.mutationOptions({
      onSuccess: (results) =>
        settle(results, "someUnchanged", (ids) => ({ text: t("marked", { count: ids.length }) })),
      onError,
      onSettled: refetch,
    }),
  );
  const undismiss = useMutation(
    trpc.undelivered.undismiss.mutationOptions({
      onSuccess: (results) => settle(results, "someUnchanged", () => ({ text: t("undismissed") })),
      onError,
      onSettled: refetch,
    }),
  );
  const undo = (messageIds: number[]) => ({
    action: { label: t("undo"), run: () => undismiss.mutate({ messageIds }) },
  });
  const dismiss = useMutation(
    trpc.undelivered.dismiss.mutationOptions({
      onSuccess: (results) =>
        settle(results, "someUnchanged", (ids) => ({
          text: t("dismissed", { count: ids.length }),
          ...undo(ids),
        })),
      onSettled: refetch,
    }),
  );
  return {
    isPending: [retry, mark, dismiss, undismiss].some(({ isPending }) => isPending),
    isResending: retry.isPending,
    refusals,
    dismissing: dismiss,
    retry: (messageIds: number[]) => retry.mutate({ messageIds }),
    markDelivered: (messageIds: number[]) => mark.mutate({ messageIds }),
    dismiss: (messageIds: number[], reason: string, onDone: () => void) =>
      dismiss.mutate({ messageIds, reason }, { onSuccess: onDone }),
  };
}

/** Shows what became of a change, keeps why some messages refused it, and refetches what it may have changed. */
function useSettling() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [refusals, setRefusals] = useState<ReadonlyMap<number, RefusalCode>>(new Map());
  return {
    refusals,
    settle(results: Results, partly: "someRefused" | "someUnchanged", outcome: (ids: number[]) => Outcome) {
      const refused = new Map<number, RefusalCode>();
      for (const { messageId, refusal } of results) if (refusal) refused.set(messageId, refusal);
      setRefusals(refused);
      const changed = results.map(({ messageId }) => messageId).filter((id) => !refused.has(id));
      const { text, action } = outcome(changed);
      const offer = action && changed.length > 0 ? { action } : {};
      if (refused.size === 0) notify({ text, ...offer });
      else warn({ text: t(partly, { changed: changed.length, refused: refused.size }), ...offer });
    },
    refetch: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.undelivered.pathFilter()),
        queryClient.invalidateQueries(trpc.messages.timeline.pathFilter()),
      ]),
  };
}
