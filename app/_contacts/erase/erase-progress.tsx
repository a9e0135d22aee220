"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { showContact } from "@/app/_shared/contact/navigate";
import { useFailureText } from "@/app/_shared/use-failure-text";
import { useRefetchContacts } from "@/app/_shell/undo/use-contact-changes";
import { Button } from "@/app/_ui/button";
import { notify } from "@/app/_ui/overlay/toast";
import type { DeletionDto } from "@/server/contract/deletion/deletion";

/** Interval of polling the progress. */
const POLL_INTERVAL_MS = 700;

type EraseProgressProps = { begun: DeletionDto; name: string; onClose: () => void };

/** Progress of an erasure, which continues when the dialog is closed. At the end the contact's page closes too. */
export function EraseProgress({ begun, name, onClose }: EraseProgressProps) {
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
