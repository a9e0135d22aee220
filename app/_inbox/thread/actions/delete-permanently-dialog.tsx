"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText, useRefusalText } from "@/app/_lib/refusal-text";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { RefusalCode } from "@/server/contract/_shared/refusal";

type DeletePermanentlyDialogProps = { displayId: number; onClose: () => void; onBegun: () => void };

/**
 * Shows what a permanent deletion removes, or why it is blocked. The user types the conversation's number to confirm. It
 * cannot be undone.
 */
export function DeletePermanentlyDialog({ displayId, onClose, onBegun }: DeletePermanentlyDialogProps) {
  const t = useTranslations("trash");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const errorText = useErrorText();
  const refusalText = useRefusalText();
  const [typed, setTyped] = useState("");
  // Each preparation makes a new token, so that exactly what was shown is confirmed.
  const plan = useQuery({
    queryKey: ["deletion", displayId],
    queryFn: () => client.deletions.prepare.mutate({ displayIds: [displayId] }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const confirm = useMutation(
    trpc.deletions.confirm.mutationOptions({
      onSuccess: () => notify({ text: t("begun", { number: displayId }) }),
      onError: () => void plan.refetch(),
    }),
  );
  const token = plan.data?.token ?? null;
  const isTyped = typed.trim().replace(/^#/, "") === String(displayId);
  // Not called once the dialog is closed: the reader may be in another conversation.
  const onSuccess = () => {
    onClose();
    onBegun();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (token !== null && isTyped) confirm.mutate({ token }, { onSuccess });
  };
  const [blocked] = plan.data?.blocked ?? [];
  const error = confirm.error ?? plan.error;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("deleteTitle", { number: displayId })}
      closeLabel={t("close")}
    >
      <form method="post" onSubmit={submit}>
        <p role="status" className="min-h-10 text-muted">
          {plan.data === undefined && plan.error === null ? t("looking") : null}
          {plan.data && !blocked
            ? t("deleteText", { count: plan.data.counts.messages + plan.data.counts.notes })
            : null}
          {blocked ? refusalText(blocked.code as RefusalCode) : null}
        </p>
        {error ? (
          <p role="alert" className="mt-2 text-bad text-sm">
            {errorText(error)}
          </p>
        ) : null}
        <Field
          label={t("typeNumber", { number: displayId })}
          name="number"
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          disabled={token === null}
          onChange={(event) => setTyped(event.currentTarget.value)}
          className="mt-3"
        />
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button variant="danger" type="submit" disabled={token === null || !isTyped || confirm.isPending}>
            {t("deleteForever")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
