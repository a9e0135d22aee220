"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useUndoableMutation } from "@/app/_inbox/change/use-conversation-changes";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";
import { keepsDigits } from "@/server/contract/organising/constants";

export type AttributeValue = string | number | boolean;
type Change = { set?: Record<string, AttributeValue>; remove?: string[] };

/** An attribute's value as shown and edited. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The edited text as the value's previous type: a number stays a number if the text parses as one, without losing digits. */
export function valueAs(text: string, before: unknown): AttributeValue {
  const wanted = text.trim();
  const isNumber = wanted !== "" && Number.isFinite(Number(wanted)) && keepsDigits(wanted);
  if (typeof before === "number" && isNumber) return Number(wanted);
  if (typeof before === "boolean" && (wanted === "true" || wanted === "false")) return wanted === "true";
  return wanted;
}

/** Changes some of a conversation's custom attributes. */
export function useSetAttributes(
  displayId: number,
): (change: Change, onRefused?: (error: unknown) => void) => void {
  const t = useTranslations("attributes");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const undoable = useUndoableMutation((number) => t("done", { number }));
  const { mutate } = useMutation(
    trpc.conversations.setAttributes.mutationOptions({
      ...undoable,
      // The field of the value says what is wrong with it.
      onError: (error) =>
        refusalCodeOf(error) === "attribute.invalid" ||
        warn({ text: t("refused"), detail: errorText(error) }),
    }),
  );
  return (change, onRefused) => mutate({ displayId, ...change }, { onError: (error) => onRefused?.(error) });
}
