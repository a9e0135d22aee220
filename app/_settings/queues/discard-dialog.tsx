"use client";

import type { UseMutationOptions } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Field } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { REASON_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { QueueChangeDto } from "@/server/contract/queue/queue";

/** What is discarded: one row, or what waits of an inbox or endpoint, with its name. */
export type Discarded<TTarget> = { target: TTarget; name: string; isAll: boolean };

type DiscardDialogProps<TError, TTarget extends object> = {
  of: "sends" | "deliveries" | "jobs";
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
  const discarding = useSaveMutation(discard, trpc.queues.pathFilter(), ({ count, hasMore }) => {
    onClose();
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
