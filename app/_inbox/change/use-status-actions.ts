"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import type { ConversationStatus, Priority } from "@/app/_shared/view/view";
import type { Assignee } from "./use-assignees";
import { useChange } from "./use-change";
import { useConversationChanges } from "./use-conversation-changes";
import type { TeamChoice } from "./use-team-choices";

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
