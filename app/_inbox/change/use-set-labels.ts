"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/me";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/toast";
import { undo } from "../actions";
import { createCacheWriter } from "../cache/cache-writer";
import { useUndo } from "./use-undo";

/** Sets all labels of a conversation at once, with a way back. */
export function useSetLabels() {
  const t = useTranslations("labels");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const errorText = useErrorText();
  const writer = useMemo(() => createCacheWriter(queryClient, trpc, me.id), [queryClient, trpc, me.id]);
  const { offer } = useUndo();
  return useMutation(
    trpc.conversations.setLabels.mutationOptions({
      onSuccess: ({ row, operationId }) => {
        writer.row(row);
        const { displayId } = row.conversation;
        if (operationId !== null)
          offer({
            displayId,
            text: t("done", { number: displayId }),
            takeBack: () => undo(displayId, operationId),
            openAfter: displayId,
          });
      },
      onError: (error) => warn({ text: t("refused"), detail: errorText(error) }),
    }),
  );
}
