"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { useLive } from "@/app/_lib/live/live";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_shared/use-failure-text";
import { openNow } from "@/app/_shared/view/navigate";
import type { ChangeResult } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { REFUSAL_CODES } from "@/server/contract/_shared/refusal";
import type { BulkOperationDto, BulkRequestInput, bulkTarget } from "@/server/contract/conversation/bulk";
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
 * reasons. After a reload it resumes the operation that the member started in this tab. `onShowRefused` opens the list of
 * refused conversations.
 */
export function useBulk(onShowRefused: (bulk: BulkOperationDto) => void) {
  const t = useTranslations("bulk");
  const reportRemaining = useReportRemaining(onShowRefused);
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const live = useLive();
  const { offer } = useUndo();
  const { begin, follow } = useBulkRun();
  const { runningId, beginRun, endRun, storedId } = useRunId();
  const running = useRunning(runningId);
  const cancel = useCancel();

  const run = async (request: BulkRequestInput): Promise<BulkOperationDto | null> => {
    let ownId: number | null = null;
    try {
      return await begin(request, ({ id }) => {
        ownId = id;
        beginRun(id);
      });
    } finally {
      endRun(ownId);
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
    const id = storedId();
    if (id === null) return;
    const bulk = await follow(id, () => beginRun(id));
    endRun(id);
    if (bulk) reportEnd(bulk, openNow());
  });
  return {
    /** The running operation, or null. */
    running,
    cancel: () => cancel(runningId),
    change: (action: BulkAction, target: BulkTarget) => change({ ...action, target }),
    /** Permanently deletes what was shown. */
    purge: (token: string) => change({ action: "purge", token }),
  };
}

function useCancel(): (id: number | null) => void {
  const t = useTranslations("bulk");
  const errorText = useErrorText();
  const client = useTRPCClient();
  return (id) => {
    if (id === null) return;
    // An operation that has ended needs no cancelling; its result is reported in any case.
    client.bulk.cancel.mutate({ id }).catch((error: unknown) => {
      if (refusalCodeOf(error) === null) warn({ text: t("notCancelled"), detail: errorText(error) });
    });
  };
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
function useReportRemaining(
  onShowRefused: (bulk: BulkOperationDto) => void,
): (bulk: BulkOperationDto, done?: string | null) => void {
  const t = useTranslations("bulk");
  const failureText = useFailureText();
  return (bulk, done = null) => {
    const { failed, total, processed } = bulk;
    const reasons = Object.keys(bulk.failures).map(failureText).join(" ");
    if (failed > 0)
      warn({
        text: t("refused", { refused: failed, count: total }),
        detail: done === null ? reasons : t("partly", { done, reasons }),
        action: { label: t("showRefused"), run: () => onShowRefused(bulk) },
      });
    else if (isPartial(bulk))
      warn({
        text: t(`ended.${endingOf(bulk)}`, { done: processed, count: total }),
        ...(done !== null && { detail: done }),
      });
  };
}

function useRunning(id: number | null): BulkOperationDto | null {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.bulk.get.queryOptions({ id: id ?? 0 }), enabled: id !== null });
  return id === null ? null : (data ?? null);
}

const endingOf = ({ state }: BulkOperationDto): "cancelled" | "timedOut" | "failed" =>
  state === "cancelled" ? "cancelled" : state === "timed_out" ? "timedOut" : "failed";

function codeOrThrow(error: unknown): ChangeResult & { ok: false } {
  const code = refusalCodeOf(error);
  if (code === null) throw error;
  return { ok: false, code };
}

/** The operation that is followed, in this page and for the next one of the same member: of several, the one that began last. */
function useRunId() {
  const { id: userId } = useMe();
  const [runningId, setRunningId] = useState<number | null>(null);
  const all = useRef<readonly number[]>([]);
  const follow = (ids: readonly number[]) => {
    all.current = ids;
    const id = ids.at(-1) ?? null;
    storeRun(id === null ? null : { id, userId });
    setRunningId(id);
  };
  return {
    runningId,
    beginRun: (id: number) => follow([...all.current, id]),
    /** Null: it has not begun. */
    endRun: (id: number | null) => follow(all.current.filter((one) => one !== id)),
    storedId: () => storedRunId(userId),
  };
}

const RUN_KEY = "tickline-bulk";

/** Stores the bulk operation that this tab follows, so that a reload by the same member resumes it; null removes it. */
function storeRun(run: { id: number; userId: number } | null): void {
  try {
    if (run === null) sessionStorage.removeItem(RUN_KEY);
    else sessionStorage.setItem(RUN_KEY, `${run.userId} ${run.id}`);
  } catch {
    // Without storage a reload loses track of the operation; it runs on.
  }
}

function storedRunId(userId: number): number | null {
  try {
    const [by, of] = (sessionStorage.getItem(RUN_KEY) ?? "").split(" ").map(Number);
    return by === userId && of !== undefined && Number.isSafeInteger(of) ? of : null;
  } catch {
    return null;
  }
}
