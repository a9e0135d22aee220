"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { z } from "zod";
import { useLive } from "@/app/_lib/live/live";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_shared/use-failure-text";
import { openNow } from "@/app/_shared/view/navigate";
import { showRefused } from "@/app/_shell/refused-bulk";
import type { ChangeResult } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { REFUSAL_CODES } from "@/server/contract/_shared/refusal";
import type { BulkOperationDto, BulkRequestInput, bulkTarget } from "@/server/contract/conversation/bulk";
import { beginRun, endRun, runToResume, useRunningId } from "./page-runs";
import { useBulkRun } from "./use-bulk-run";

export type BulkTarget = z.infer<typeof bulkTarget>;
type TargetedRequest = Exclude<BulkRequestInput, { action: "undo" | "purge" }>;
/** The action and its parameters, without the target. */
export type BulkAction = TargetedRequest extends infer R
  ? R extends TargetedRequest
    ? Pick<R, "action" | "params">
    : never
  : never;

/**
 * Changes many conversations in one operation and reports the result once: with undo, and with the refusals and their
 * reasons. After a reload it resumes the operation that the member started in this tab.
 */
export function useBulk() {
  const t = useTranslations("bulk");
  const reportRemaining = useReportRemaining();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const live = useLive();
  const { offer } = useUndo();
  const { begin, follow } = useBulkRun();
  const { id: userId } = useMe();
  const { running, cancel } = useRunning();

  const run = async (request: BulkRequestInput): Promise<BulkOperationDto | null> => {
    let ownId: number | null = null;
    try {
      return await begin(request, ({ id }) => {
        ownId = id;
        beginRun({ id, userId });
      });
    } finally {
      if (ownId !== null) endRun(ownId);
      if (live.state() !== "live") void queryClient.invalidateQueries();
    }
  };
  const undo = async (done: BulkOperationDto): Promise<ChangeResult> => {
    const undone = await run({ action: "undo", params: { bulkOperationId: done.id } }).catch(codeOrThrow);
    if (undone === null || "code" in undone) return undone ?? { ok: true, operationId: null };
    const code = REFUSAL_CODES.find((known) => known in undone.failures);
    if (undone.succeeded === 0 && code) return { ok: false, code };
    reportRemaining(undone);
    return { ok: true, operationId: null };
  };
  const reportEnd = (bulk: BulkOperationDto, openAfter: number | null): void => {
    const kind = kindOf(bulk);
    const isQuiet = isPartial(bulk);
    const text = bulk.succeeded > 0 && kind !== "undo" ? t(`done.${kind}`, { count: bulk.succeeded }) : null;
    if (text !== null && kind !== "purge")
      offer({ displayId: null, text, undo: () => undo(bulk), openAfter }, { isQuiet });
    else if (text !== null && !isQuiet) notify({ text });
    reportRemaining(bulk, text);
  };
  const change = async (request: BulkRequestInput): Promise<void> => {
    const openAfter = openNow();
    const bulk = await run(request).catch((error: unknown) => {
      warn({ text: t("notBegun"), detail: errorText(error) });
      return null;
    });
    if (bulk) reportEnd(bulk, openAfter);
  };
  useOnce(async () => {
    const id = runToResume(userId);
    if (id === null) return;
    const bulk = await follow(id, () => beginRun({ id, userId }));
    endRun(id);
    if (bulk) reportEnd(bulk, openNow());
  });
  return {
    running,
    cancel,
    change: (action: BulkAction, target: BulkTarget) => change({ ...action, target }),
    /** Permanently deletes what was shown. */
    purge: (token: string) => change({ action: "purge", token }),
  };
}

/** The running operation, or null; `cancel` ends it where it is. */
function useRunning(): { running: BulkOperationDto | null; cancel: () => void } {
  const t = useTranslations("bulk");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const id = useRunningId();
  const { data } = useQuery({ ...trpc.bulk.get.queryOptions({ id: id ?? 0 }), enabled: id !== null });
  const cancel = () => {
    if (id === null) return;
    // An operation that has ended needs no cancelling; its result is reported in any case.
    client.bulk.cancel.mutate({ id }).catch((error: unknown) => {
      if (refusalCodeOf(error) === null) warn({ text: t("notCancelled"), detail: errorText(error) });
    });
  };
  return { running: id === null ? null : (data ?? null), cancel };
}

/** Calls `act` once, after the first render. */
function useOnce(act: () => Promise<void>): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current) return;
    isDone.current = true;
    void act();
  }, [act]);
}

/** The kind of operation, as messages name it. */
function kindOf({ action, params }: BulkOperationDto) {
  if (action !== "status") return action;
  const signal = params["signal"];
  return signal === "reopen" || signal === "markPending" ? signal : "resolve";
}

/** Whether some conversations were not changed: the toast says why, and what was done. */
const isPartial = ({ failed, state }: BulkOperationDto): boolean => failed > 0 || state !== "completed";

/** Reports what was refused and why, or that the operation ended early; `done` is what it has changed. */
function useReportRemaining(): (bulk: BulkOperationDto, done?: string | null) => void {
  const t = useTranslations("bulk");
  const failureText = useFailureText();
  return (bulk, done = null) => {
    const { failed, total, processed } = bulk;
    const reasons = Object.keys(bulk.failures).map(failureText).join(" ");
    if (failed > 0)
      warn({
        text: t("refused", { refused: failed, count: total }),
        detail: done === null ? reasons : t("partly", { done, reasons }),
        action: { label: t("showRefused"), run: () => showRefused(bulk) },
      });
    else if (isPartial(bulk))
      warn({
        text: t(`ended.${endingOf(bulk)}`, { done: processed, count: total }),
        ...(done !== null && { detail: done }),
      });
  };
}

const endingOf = ({ state }: BulkOperationDto): "cancelled" | "timedOut" | "failed" =>
  state === "cancelled" ? "cancelled" : state === "timed_out" ? "timedOut" : "failed";

function codeOrThrow(error: unknown): ChangeResult & { ok: false } {
  const code = refusalCodeOf(error);
  if (code === null) throw error;
  return { ok: false, code };
}
