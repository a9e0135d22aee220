"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { seenNumberOf } from "@/app/_inbox/thread/use-mark-seen";
import { refusalCodeOf, refusalDetailOf, refusalFieldOf, useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { openNow } from "@/app/_shared/view/navigate";
import type { ConversationStatus } from "@/app/_shared/view/view";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import type { Offer } from "@/app/_shell/keys/offers";
import { useUndoSend } from "@/app/_shell/start/use-undo-send";
import { toWrittenResult } from "@/app/_shell/undo/change-result";
import { beginChange } from "@/app/_shell/undo/superseded";
import type { ChangeResult } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import type { ListedMacro } from "@/server/contract/organising/macro";

/** What is left of a run when it is undone. */
type Run = { displayId: number; operationId: string; messageIds: number[]; unfollow: boolean };

/** Runs a macro on a conversation, and reports it with one undo of all its actions, or which action was refused. */
export function useRunMacro(
  { displayId, status, participants }: ConversationDto,
  onNextState: (to: ConversationStatus) => void,
): (macro: ListedMacro) => Promise<void> {
  const t = useTranslations("macro");
  const locale = useLocale();
  const me = useMe();
  const { changes } = useTRPCClient();
  const writer = useCacheWriter();
  const drafts = useDrafts();
  const { seconds } = useUndoSend();
  const { offer } = useUndo();
  const undo = useUndoRun();
  const refusedBecause = useRefusedBecause();

  return async (macro) => {
    const { name, id: macroId } = macro;
    const end = beginChange();
    const lastSeenNumber = seenNumberOf(displayId);
    const today = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format();
    const run = { displayId, macroId, holdMs: seconds * 1000, today };
    try {
      const seen = lastSeenNumber !== undefined && { lastSeenNumber };
      const done = await requestOnce("macro", { displayId, macroId }, (clientId) =>
        changes.runMacro.mutate({ ...run, ...seen, clientId }),
      );
      const { row, operationId, messageIds, draft } = done;
      end(operationId);
      if (row) writer.row(row);
      if (draft !== null) drafts.restore(displayId, { kind: "message", content: draft });
      const isFromList = openNow() !== displayId;
      if (row && row.conversation.status !== status) onNextState(row.conversation.status);
      if (operationId === null) {
        notify({ text: draft === null ? t("unchanged", { name }) : t("put", { name }) });
        return;
      }
      const isNewFollower = !participants.some(({ userId }) => userId === me.id);
      const unfollow = isNewFollower && macro.actions.some(({ type }) => type === "follow");
      offer({
        displayId,
        text: t("done", { name, number: displayId }),
        undo: () => undo({ displayId, operationId, messageIds, unfollow }),
        openAfter: openNow(),
        isFromList,
        operationId,
      });
    } catch (error) {
      end(null);
      warn({ text: t("refused", { name, number: displayId }), detail: refusedBecause(macro, error) });
    }
  };
}

/** Undoes a run; a reply that has left stays, and the result says so. */
function useUndoRun(): (run: Run) => Promise<ChangeResult> {
  const t = useTranslations("macro");
  const { changes } = useTRPCClient();
  const writer = useCacheWriter();
  return async (run) => {
    let remains = false;
    const result = await toWrittenResult(writer, async () => {
      const { row, operationId, left } = await changes.undoMacro.mutate(run);
      remains = left.length > 0;
      return { row, operationId };
    });
    return result.ok && remains ? { ...result, remains: t("left") } : result;
  };
}

/** Returns a function that says why a macro was refused, and which of its actions. */
function useRefusedBecause(): (macro: ListedMacro, error: unknown) => string {
  const t = useTranslations("macro");
  const errorText = useErrorText();
  return ({ actions }, error) => {
    const at = /^actions\.(\d+)$/.exec(refusalFieldOf(error) ?? "")?.[1];
    const action = at === undefined ? undefined : actions[Number(at)];
    const missing = refusalCodeOf(error) === "macro.value_missing" ? refusalDetailOf(error) : null;
    const reason = missing === null ? errorText(error) : t("valueMissing", { variable: missing });
    if (!action) return reason;
    return t("refusedAction", { position: Number(at) + 1, action: t(`types.${action.type}`), reason });
  };
}

const NONE: readonly ListedMacro[] = [];

/** The macros that the reader may run, by name; empty while they are loading. */
export function useMacros(): readonly ListedMacro[] {
  const trpc = useTRPC();
  const { data = NONE } = useQuery(trpc.macros.list.queryOptions());
  return data;
}

/** Returns a function that offers the macros as choices of one action: each with what it does, or that it is broken. */
export function useMacroOffer() {
  const t = useTranslations("macro");
  return (macros: readonly ListedMacro[], run: (macro: ListedMacro) => void): Offer => ({
    choices: () =>
      macros.map((macro) => ({
        id: String(macro.id),
        name: macro.name,
        detail:
          macro.problems.length > 0
            ? t("broken")
            : macro.actions.map(({ type }) => t(`types.${type}`)).join(" → "),
        run: () => run(macro),
      })),
    isEnabled: macros.length > 0,
    whyNot: t("none"),
  });
}
