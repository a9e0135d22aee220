"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useLive } from "@/app/_lib/live/live";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { openConversation, openNow } from "@/app/_shared/view/navigate";
import type { ConversationStatus, Priority } from "@/app/_shared/view/view";
import type { ChangeResult } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";
import type { Assignee, TeamChoice } from "./choices";
import { useConversationChanges, useUndoOperation } from "./use-conversation-changes";

/** The new status or lifecycle; the conversation may leave the list. */
export type NextState = ConversationStatus | "trashed" | "live";

/**
 * Changes a conversation's status, assignee, team, priority and inbox. `onNextState` is called with the new status before the
 * server has responded, so that the next conversation can be shown meanwhile; with a broken connection, after it has.
 */
export function useStatusActions(displayId: number, onNextState: (to: NextState) => void) {
  const t = useTranslations("change");
  const given = useTranslations("assign");
  const teams = useTranslations("teams");
  const urgency = useTranslations("priority");
  const times = useTimes();
  const change = useChange(displayId);
  const changes = useConversationChanges(displayId);
  const leave = (to: NextState, run: Parameters<typeof change>[0], done: string) =>
    change(run, done, () => onNextState(to));

  return {
    onNextState,
    reopen: () => change(changes.reopen, t("reopened", { number: displayId })),
    resolve: () => leave("resolved", changes.resolve, t("resolved", { number: displayId })),
    markPending: () => leave("pending", changes.markPending, t("pending", { number: displayId })),
    snooze: (until: Date | null) => {
      const at = until?.toISOString() ?? null;
      const text = at
        ? t("snoozed", { number: displayId, time: times.near(at) })
        : t("snoozedUntilReply", { number: displayId });
      return leave("snoozed", () => changes.snooze(at), text);
    },
    spam: () => leave("resolved", changes.markSpam, t("spam", { number: displayId })),
    trash: () => leave("trashed", changes.trash, t("trashed", { number: displayId })),
    restore: () => leave("live", changes.restore, t("restored", { number: displayId })),
    takeOver: () => change(changes.takeOver, t("takenOver", { number: displayId })),
    setPriority: async (priority: Priority | null) => {
      const text = priority
        ? urgency("done", { number: displayId, priority: urgency(`value.${priority}`) })
        : urgency("doneNone", { number: displayId });
      await change(() => changes.setPriority(priority), text);
    },
    assignTeam: async ({ teamId, name }: Omit<TeamChoice, "id">) => {
      const text =
        teamId === null
          ? teams("doneNone", { number: displayId })
          : teams("done", { number: displayId, name });
      await change(() => changes.assignTeam(teamId), text);
    },
    move: async ({ id, name }: { id: number; name: string }) => {
      await change(() => changes.move(id), t("moved", { number: displayId, name }));
    },
    assign: async ({ id, name }: Assignee) => {
      const text =
        id === null ? given("doneNobody", { number: displayId }) : given("done", { number: displayId, name });
      await change(() => changes.assign(id), text);
    },
  };
}

export type StatusActions = ReturnType<typeof useStatusActions>;

/**
 * Runs a change of a conversation: reports `done` with undo when something changed, and a refusal with its reason.
 * The conversation is shown as the answer has it; what else the change did arrives as events. While the live stream is down,
 * everything shown is refetched instead.
 *
 * `leave` shows the next conversation: at once, or with a broken connection after the answer. Offline nothing is tried, and
 * the reader stays.
 */
function useChange(displayId: number) {
  const t = useTranslations("change");
  const refusalText = useRefusalText();
  const queryClient = useQueryClient();
  const live = useLive();
  const { offer } = useUndo();
  const undo = useUndoOperation();
  const refuse = (detail: string): void => {
    const show = { label: t("show"), run: () => openConversation(displayId) };
    warn({
      text: t("refused", { number: displayId }),
      detail,
      ...(openNow() === displayId ? {} : { action: show }),
    });
  };
  return async (run: () => Promise<ChangeResult>, done: string, leave?: () => void): Promise<void> => {
    if (!navigator.onLine) return refuse(t("unreachable"));
    const openBefore = openNow();
    const isFromList = openBefore !== displayId;
    const isLive = live.state() === "live";
    if (isLive) leave?.();
    let openAfter = openNow();
    try {
      const result = await run();
      if (!result.ok) return refuse(refusalText(result.code));
      if (!isLive && openNow() === openBefore) {
        leave?.();
        openAfter = openNow();
      }
      const { operationId } = result;
      if (operationId !== null)
        offer({
          displayId,
          text: done,
          undo: () => undo(displayId, operationId),
          openAfter,
          isFromList,
          operationId,
        });
    } catch {
      // The server is unreachable, or it failed: back, unless the reader has gone elsewhere meanwhile.
      if (leave && !isFromList && openNow() === openAfter) openConversation(displayId, "replace");
      return refuse(live.state() === "live" ? t("noAnswer") : t("unreachable"));
    }
    if (live.state() !== "live") void queryClient.invalidateQueries();
  };
}
