"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import type { ChangeResult, Undoable } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { RefusalCode } from "@/server/contract/_shared/refusal";

type Results = readonly { messageId: number; refusal: RefusalCode | null }[];
type Settled = {
  /** The messages that were changed. */
  ids: number[];
  text: string;
  hasRefusals: boolean;
};

/** Changes of undelivered messages, one or several at once. `refusals`: why the last one refused some, by message id. */
export function useUndeliveredChanges() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { refusals, settle, refetch } = useSettling();
  const offerUndo = useOfferUndo(refetch);
  const onError = (error: unknown) => warn({ text: t("notChanged"), detail: errorText(error) });
  const retry = useMutation(
    trpc.undelivered.retry.mutationOptions({
      onSuccess: (results) =>
        showResult(settle(results, "someRefused", (count) => t("sentAgain", { count }))),
      onError: (error) => warn({ text: t("failed"), detail: errorText(error) }),
      onSettled: refetch,
    }),
  );
  const mark = useMutation(
    trpc.undelivered.markDelivered.mutationOptions({
      onSuccess: (results) => showResult(settle(results, "someUnchanged", (count) => t("marked", { count }))),
      onError,
      onSettled: refetch,
    }),
  );
  const dismiss = useMutation(
    trpc.undelivered.dismiss.mutationOptions({
      onSuccess: (results) =>
        offerUndo(settle(results, "someUnchanged", (count) => t("dismissed", { count }))),
      onSettled: refetch,
    }),
  );
  return {
    isPending: [retry, mark, dismiss].some(({ isPending }) => isPending),
    isResending: retry.isPending,
    refusals,
    dismissing: dismiss,
    retry: (messageIds: number[]) => retry.mutate({ messageIds }),
    markDelivered: (messageIds: number[]) => mark.mutate({ messageIds }),
    dismiss: (messageIds: number[], reason: string, onDone: () => void) =>
      dismiss.mutate({ messageIds, reason }, { onSuccess: onDone }),
  };
}

const showResult = ({ text, hasRefusals }: Settled) => (hasRefusals ? warn({ text }) : notify({ text }));

/** Reports a dismissal and offers to undo it, in its notice and by key. */
function useOfferUndo(refetch: () => Promise<unknown>) {
  const t = useTranslations("undelivered");
  const client = useTRPCClient();
  const { offer, undoOne } = useUndo();
  return (settled: Settled): void => {
    const { ids, text, hasRefusals } = settled;
    if (ids.length === 0) return void showResult(settled);
    const undo = async (): Promise<ChangeResult> => {
      const results = await client.undelivered.undismiss.mutate({ messageIds: ids }).finally(refetch);
      const [refusal, ...others] = results.flatMap((result) => result.refusal ?? []);
      const refused = others.length + 1;
      if (refusal === undefined) return { ok: true, operationId: null };
      if (refused === ids.length) return { ok: false, code: refusal };
      const remains = t("someUnchanged", { changed: ids.length - refused, refused });
      return { ok: true, operationId: null, remains };
    };
    const done: Undoable = {
      displayId: null,
      text: t("dismissed", { count: ids.length }),
      undo,
      openAfter: null,
    };
    offer(done, { isQuiet: hasRefusals });
    if (hasRefusals) warn({ text, action: { label: t("undo"), run: () => undoOne(done) } });
  };
}

/** Keeps why some messages refused a change, and refetches what it may have changed. */
function useSettling() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [refusals, setRefusals] = useState<ReadonlyMap<number, RefusalCode>>(new Map());
  return {
    refusals,
    settle(
      results: Results,
      partly: "someRefused" | "someUnchanged",
      textOf: (changed: number) => string,
    ): Settled {
      const refused = new Map<number, RefusalCode>();
      for (const { messageId, refusal } of results) if (refusal) refused.set(messageId, refusal);
      setRefusals(refused);
      const ids = results.map(({ messageId }) => messageId).filter((id) => !refused.has(id));
      const hasRefusals = refused.size > 0;
      const text = hasRefusals
        ? t(partly, { changed: ids.length, refused: refused.size })
        : textOf(ids.length);
      return { ids, text, hasRefusals };
    },
    refetch: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.undelivered.pathFilter()),
        queryClient.invalidateQueries(trpc.messages.timeline.pathFilter()),
      ]),
  };
}
