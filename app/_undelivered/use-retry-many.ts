"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { RefusalCode } from "@/server/contract/_shared/refusal";

/** Sends messages again, and keeps why some were refused, by message id. */
export function useRetryMany() {
  const t = useTranslations("undelivered");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [refusals, setRefusals] = useState<ReadonlyMap<number, RefusalCode>>(new Map());
  const retry = useMutation(
    trpc.undelivered.retry.mutationOptions({
      onSuccess: (results) => {
        const refused = results.flatMap(({ messageId, refusal }): [number, RefusalCode][] =>
          refusal ? [[messageId, refusal]] : [],
        );
        setRefusals(new Map(refused));
        const sent = results.length - refused.length;
        if (refused.length > 0) warn({ text: t("someRefused", { sent, refused: refused.length }) });
        else notify({ text: t("sentAgain", { count: sent }) });
      },
      onError: (error) => warn({ text: t("failed"), detail: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.undelivered.pathFilter()),
    }),
  );
  return {
    isPending: retry.isPending,
    refusals,
    retry: (messageIds: readonly number[]) => retry.mutate({ messageIds: [...messageIds] }),
  };
}
