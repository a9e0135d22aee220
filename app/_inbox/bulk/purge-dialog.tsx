"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPCClient } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_shared/use-failure-text";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import type { DeletionPlanDto, TrashQuery } from "@/server/contract/deletion/deletion";

/** Conversations in the trash: selected ones, or all of a view. */
export type Purged = { displayIds: number[] } | { query: TrashQuery };

type PurgeDialogProps = { what: Purged; onClose: () => void; onConfirm: (token: string) => void };

/**
 * Shows what a permanent deletion of several conversations removes, and what is blocked and why. The user types their
 * number to confirm. It cannot be undone.
 */
export default function PurgeDialog({ what, onClose, onConfirm }: PurgeDialogProps) {
  const t = useTranslations("trash");
  const client = useTRPCClient();
  const errorText = useErrorText();
  const [typed, setTyped] = useState("");
  // Each preparation makes a new token, so that exactly what was shown is confirmed.
  const plan = useQuery({
    queryKey: ["deletion", what],
    queryFn: () => client.deletions.prepare.mutate(what),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const token = plan.data?.token ?? null;
  const count = plan.data?.counts.conversations ?? 0;
  const isTyped = typed.trim() === String(count);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (token === null || !isTyped) return;
    onClose();
    onConfirm(token);
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("purgeTitle")}
      closeLabel={t("close")}
    >
      <form method="post" onSubmit={submit}>
        <div role="status" className="flex min-h-10 flex-col gap-2 text-muted">
          {plan.isPending ? <p>{t("looking")}</p> : null}
          {plan.data ? <PlanSummary plan={plan.data} /> : null}
        </div>
        {plan.error ? (
          <p role="alert" className="mt-2 text-bad text-sm">
            {errorText(plan.error)}
          </p>
        ) : null}
        {token === null ? null : (
          <Field
            label={t("typeCount", { count: String(count) })}
            name="count"
            value={typed}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
            className="mt-3"
          />
        )}
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button variant="danger" type="submit" disabled={token === null || !isTyped}>
            {t("deleteForever")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function PlanSummary({ plan: { token, counts, blocked, hasMore } }: { plan: DeletionPlanDto }) {
  const t = useTranslations("trash");
  const failureText = useFailureText();
  const { conversations, messages, contacts } = counts;
  return (
    <>
      <p>{token === null ? t("purgeNothing") : t("purgeText", { conversations, messages })}</p>
      {contacts > 0 ? <p>{t("leftAlone", { count: contacts })}</p> : null}
      {counts.blocked > 0 ? (
        <p>
          {t("blocked", { count: counts.blocked })}{" "}
          {[...new Set(blocked.map(({ code }) => code))].map(failureText).join(" ")}
        </p>
      ) : null}
      {hasMore ? <p>{t("hasMore")}</p> : null}
    </>
  );
}
