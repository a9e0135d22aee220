"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useUndoOperation } from "@/app/_inbox/change/use-conversation-changes";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { beginChange } from "@/app/_shell/undo/superseded";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";

/** Replaces all labels of a conversation, with undo. */
export function useSetLabels() {
  const t = useTranslations("labels");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const errorText = useErrorText();
  const writer = useMemo(() => createCacheWriter(queryClient, trpc, me.id), [queryClient, trpc, me.id]);
  const { offer } = useUndo();
  const undo = useUndoOperation();
  return useMutation(
    trpc.conversations.setLabels.mutationOptions({
      onMutate: beginChange,
      onSettled: (answer, _error, _change, end) => end?.(answer?.operationId ?? null),
      onSuccess: ({ row, operationId }) => {
        writer.row(row);
        const { displayId } = row.conversation;
        if (operationId !== null)
          offer({
            displayId,
            text: t("done", { number: displayId }),
            undo: () => undo(displayId, operationId),
            openAfter: displayId,
            operationId,
          });
      },
      onError: (error) => warn({ text: t("refused"), detail: errorText(error) }),
    }),
  );
}
