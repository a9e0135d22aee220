"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ActionResult } from "@/app/_auth/act";
import { useLive } from "@/app/_lib/live";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { warn } from "@/app/_ui/toast";
import { undo } from "../actions";
import { openNow } from "../navigate";
import { type EachResult, runEach } from "./run-each";
import { useUndo } from "./use-undo";

const AT_ONCE = 4;

export type BulkKind =
  | "resolve"
  | "reopen"
  | "markPending"
  | "snooze"
  | "assign"
  | "label"
  | "priority"
  | "team";

/** Changes many conversations, one by one, and tells the outcome once: with a way back, and what was refused and why. */
export function useBulk() {
  const t = useTranslations("bulk");
  const refusalText = useRefusalText();
  const queryClient = useQueryClient();
  const live = useLive();
  const { offer } = useUndo();
  const [progress, setProgress] = useState<{ done: number; count: number } | null>(null);

  const runAll = async (ids: readonly number[], run: (displayId: number) => Promise<ActionResult>) => {
    setProgress({ done: 0, count: ids.length });
    const onDone = (done: number) => setProgress({ done, count: ids.length });
    const result = await runEach(ids, run, { atOnce: AT_ONCE, onDone });
    setProgress(null);
    if (live.state() !== "live") void queryClient.invalidateQueries();
    return result;
  };
  const tellFaults = ({ faults }: EachResult, count: number): void => {
    if (faults.size === 0) return;
    const refused = [...faults.values()].reduce((sum, many) => sum + many, 0);
    const reasons = [...faults.keys()].map((fault) =>
      fault === "unreachable" ? t("unreachable") : refusalText(fault),
    );
    warn({ text: t("refused", { refused, count }), detail: reasons.join(" ") });
  };
  const takeBack = async ({ changed }: EachResult): Promise<ActionResult> => {
    const operationOf = new Map(changed.map(({ displayId, operationId }) => [displayId, operationId]));
    const result = await runAll([...operationOf.keys()], (displayId) =>
      undo(displayId, operationOf.get(displayId) ?? ""),
    );
    const [fault] = result.faults.keys();
    if (result.changed.length === 0 && fault) {
      if (fault === "unreachable") throw new Error("nothing was taken back");
      return { ok: false, code: fault };
    }
    tellFaults(result, changed.length);
    return { ok: true, operationId: null };
  };
  return {
    /** How far a change is; null while none is under way. */
    progress,
    change: async (
      kind: BulkKind,
      ids: readonly number[],
      run: (displayId: number) => Promise<ActionResult>,
    ): Promise<void> => {
      const openAfter = openNow();
      const result = await runAll(ids, run);
      const count = result.changed.length;
      if (count > 0)
        offer({
          displayId: null,
          text: t(`done.${kind}`, { count }),
          takeBack: () => takeBack(result),
          openAfter,
        });
      tellFaults(result, ids.length);
    },
  };
}
