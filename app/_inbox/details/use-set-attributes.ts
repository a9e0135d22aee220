"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useUndoOperation } from "@/app/_inbox/change/use-conversation-changes";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { beginChange } from "@/app/_shell/undo/superseded";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";

export type AttributeValue = string | number | boolean;
type Change = { set?: Record<string, AttributeValue>; remove?: string[] };

/** An attribute's value as shown and edited. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The edited text as the value's previous type: a number stays a number if the text parses as one. */
export function valueAs(text: string, before: unknown): AttributeValue {
  const wanted = text.trim();
  if (typeof before === "number" && wanted !== "" && Number.isFinite(Number(wanted))) return Number(wanted);
  if (typeof before === "boolean" && (wanted === "true" || wanted === "false")) return wanted === "true";
  return wanted;
}

/** Changes some of a conversation's custom attributes. */
export function useSetAttributes(
  displayId: number,
): (change: Change, onRefused?: (error: unknown) => void) => void {
  const t = useTranslations("attributes");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const errorText = useErrorText();
  const writer = useMemo(() => createCacheWriter(queryClient, trpc, me.id), [queryClient, trpc, me.id]);
  const { offer } = useUndo();
  const undo = useUndoOperation();
  const { mutate } = useMutation(
    trpc.conversations.setAttributes.mutationOptions({
      onMutate: beginChange,
      onSettled: (answer, _error, _change, end) => end?.(answer?.operationId ?? null),
      onSuccess: ({ row, operationId }) => {
        writer.row(row);
        if (operationId !== null)
          offer({
            displayId,
            text: t("done", { number: displayId }),
            undo: () => undo(displayId, operationId),
            openAfter: displayId,
            operationId,
          });
      },
      // The field of the value says what is wrong with it.
      onError: (error) =>
        refusalCodeOf(error) === "attribute.invalid" ||
        warn({ text: t("refused"), detail: errorText(error) }),
    }),
  );
  return (change, onRefused) => mutate({ displayId, ...change }, { onError: (error) => onRefused?.(error) });
}
