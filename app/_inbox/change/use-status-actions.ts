"use client";

import { useTranslations } from "next-intl";
import {
  assign,
  assignTeam,
  markPending,
  move,
  reopen,
  resolve,
  restore,
  setPriority,
  snooze,
  spam,
  takeFromBot,
  trash,
} from "@/app/_inbox/actions";
import { useTimes } from "@/app/_lib/times/times";
import type { ConversationStatus, Priority } from "@/app/_shell/view/view";
import type { Assignee } from "./use-assignees";
import { useChange } from "./use-change";
import type { TeamChoice } from "./use-team-choices";

/** The new status or lifecycle; the conversation may leave the list. */
export type NextState = ConversationStatus | "trashed" | "live";

/**
 * Changes a conversation's status, assignee, team, priority and inbox. `onNextState` is called with the new status before the
 * server has responded, so that the next conversation can be shown meanwhile.
 */
export function useStatusActions(displayId: number, onNextState: (to: NextState) => void) {
  const t = useTranslations("change");
  const given = useTranslations("assign");
  const teams = useTranslations("teams");
  const urgency = useTranslations("priority");
  const times = useTimes();
  const change = useChange(displayId);

  return {
    reopen: async () => {
      await change(() => reopen(displayId), t("reopened", { number: displayId }));
    },
    resolve: async () => {
      onNextState("resolved");
      await change(() => resolve(displayId), t("resolved", { number: displayId }));
    },
    markPending: async () => {
      onNextState("pending");
      await change(() => markPending(displayId), t("pending", { number: displayId }));
    },
    snooze: async (until: Date | null) => {
      onNextState("snoozed");
      const at = until?.toISOString() ?? null;
      const text = at
        ? t("snoozed", { number: displayId, time: times.near(at) })
        : t("snoozedUntilReply", { number: displayId });
      await change(() => snooze(displayId, at), text);
    },
    spam: async () => {
      onNextState("resolved");
      await change(() => spam(displayId), t("spam", { number: displayId }));
    },
    trash: async () => {
      onNextState("trashed");
      await change(() => trash(displayId), t("trashed", { number: displayId }));
    },
    restore: async () => {
      onNextState("live");
      await change(() => restore(displayId), t("restored", { number: displayId }));
    },
    takeOver: async () => {
      await change(() => takeFromBot(displayId), t("takenOver", { number: displayId }));
    },
    setPriority: async (priority: Priority | null) => {
      const text = priority
        ? urgency("done", { number: displayId, priority: urgency(`value.${priority}`) })
        : urgency("doneNone", { number: displayId });
      await change(() => setPriority(displayId, priority), text);
    },
    assignTeam: async ({ teamId, name }: Omit<TeamChoice, "id">) => {
      const text =
        teamId === null
          ? teams("doneNone", { number: displayId })
          : teams("done", { number: displayId, name });
      await change(() => assignTeam(displayId, teamId), text);
    },
    move: async ({ id, name }: { id: number; name: string }) => {
      await change(() => move(displayId, id), t("moved", { number: displayId, name }));
    },
    assign: async ({ id, name }: Assignee) => {
      const text =
        id === null ? given("doneNobody", { number: displayId }) : given("done", { number: displayId, name });
      await change(() => assign(displayId, id), text);
    },
  };
}

export type StatusActions = ReturnType<typeof useStatusActions>;
