"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { showContact } from "@/app/_shared/contact/navigate";
import { useFailureText } from "@/app/_shared/use-failure-text";
import { useRefetchContacts } from "@/app/_shell/undo/use-contact-changes";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { DeletionDto, DeletionPlanDto } from "@/server/contract/deletion/deletion";

type EraseDialogProps = { contact: ContactDto; onClose: () => void };

/**
 * Shows what an erasure deletes, or why it is blocked. The user types the contact's name to confirm. Then shows progress
 * and the result. An erasure cannot be undone.
 */
export default function EraseDialog({ contact, onClose }: EraseDialogProps) {
  const t = useTranslations("erase");
  const trpc = useTRPC();
  // Kept, because the erased contact has no name.
  const [name] = useState(contactName(contact));
  const confirm = useMutation(trpc.deletions.confirm.mutationOptions());
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title", { name })}
      closeLabel={t("close")}
    >
      {confirm.data ? (
        <EraseProgress begun={confirm.data} name={name} onClose={onClose} />
      ) : (
        <ConfirmErase
          contactId={contact.id}
          name={name}
          error={confirm.error}
          isPending={confirm.isPending}
          onClose={onClose}
          onConfirm={(token) => confirm.mutate({ token })}
        />
      )}
    </Dialog>
  );
}

type ConfirmEraseProps = {
  contactId: number;
  name: string;
  error: unknown;
  isPending: boolean;
  onClose: () => void;
  onConfirm: (token: string) => void;
};

function ConfirmErase({ contactId, name, error, isPending, onClose, onConfirm }: ConfirmEraseProps) {
  const t = useTranslations("erase");
  const trash = useTranslations("trash");
  const client = useTRPCClient();
  const errorText = useErrorText();
  const [typed, setTyped] = useState("");
  // Each preparation makes a new token, so that exactly what was shown is confirmed; a failed one is prepared again.
  const plan = useQuery({
    queryKey: ["erasure", contactId, error !== null],
    queryFn: () => client.deletions.prepare.mutate({ contactId }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const token = plan.data?.token ?? null;
  const isTyped = asTyped(typed) === asTyped(name);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (token !== null && isTyped) onConfirm(token);
  };
  const fault = error ?? plan.error;
  return (
    <form method="post" onSubmit={submit}>
      <div role="status" className="flex min-h-10 flex-col gap-2 text-muted">
        {plan.isPending ? <p>{trash("looking")}</p> : null}
        {plan.data ? <PlanSummary plan={plan.data} name={name} /> : null}
      </div>
      {fault ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(fault)}
        </p>
      ) : null}
      {token === null ? null : (
        <Field
          label={t("typeName", { name })}
          name="name"
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
          className="mt-3"
        />
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{trash("keep")}</Button>
        <Button variant="danger" type="submit" disabled={token === null || !isTyped || isPending}>
          {t("submit")}
        </Button>
      </div>
    </form>
  );
}

/** A name as it can be typed: on one line, with single spaces, its letters in one form, and nothing that is not seen. */
const asTyped = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();

function PlanSummary({ plan: { token, counts, blocked }, name }: { plan: DeletionPlanDto; name: string }) {
  const t = useTranslations("erase");
  const failureText = useFailureText();
  const { conversations, messages } = counts;
  if (token !== null) return <p>{t("text", { name, conversations, messages })}</p>;
  return (
    <p>
      {t("blocked")} {[...new Set(blocked.map(({ code }) => code))].map(failureText).join(" ")}
    </p>
  );
}

/** Interval of polling the progress. */
const POLL_INTERVAL_MS = 700;

type EraseProgressProps = { begun: DeletionDto; name: string; onClose: () => void };

/** Progress of an erasure, which continues when the dialog is closed. At the end the contact's page closes too. */
function EraseProgress({ begun, name, onClose }: EraseProgressProps) {
  const t = useTranslations("erase");
  const failureText = useFailureText();
  const trpc = useTRPC();
  const { data: deletion } = useQuery({
    ...trpc.deletions.get.queryOptions({ operationId: begun.operationId }),
    initialData: begun,
    refetchInterval: ({ state }) => (state.data?.state === "running" ? POLL_INTERVAL_MS : false),
  });
  const { state, purged, total, skips } = deletion;
  const refetchContacts = useRefetchContacts();
  const isLeft = useRef(false);
  useEffect(() => {
    if (state !== "succeeded" || isLeft.current) return;
    isLeft.current = true;
    notify({ text: t("done", { name }) });
    onClose();
    showContact(null);
    void refetchContacts();
  }, [state, name, onClose, refetchContacts, t]);
  return (
    <>
      <p role="status" className="min-h-10 text-muted tabular-nums">
        {t("progress", { done: purged, count: total })}
      </p>
      {state === "failed" ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {t("failed")} {Object.keys(skips).map(failureText).join(" ")}
        </p>
      ) : null}
      {state === "timed_out" ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {t("timedOut")}
        </p>
      ) : null}
      <div className="mt-4 flex justify-end">
        <Button onClick={onClose}>{t("close")}</Button>
      </div>
    </>
  );
}
