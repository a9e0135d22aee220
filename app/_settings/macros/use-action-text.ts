"use client";

import { useTranslations } from "next-intl";
import { useTeams } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import type { MacroAction } from "@/server/contract/organising/macro";

const TEXT_SHOWN = 60;

/** Returns a function that names an action of a macro with its value. */
export function useActionText(): (action: MacroAction) => string {
  const t = useTranslations("macro");
  const urgency = useTranslations("priority");
  const { nameOf } = useMembers();
  const { teamName } = useTeams();
  const valueText = (action: MacroAction): string => {
    switch (action.type) {
      case "reply":
      case "draft":
      case "note":
        return beginningOf(action.content);
      case "status":
        return t(`signals.${action.signal}`);
      case "snooze":
        return action.minutes === null ? t("untilReply") : durationText(action.minutes, t);
      case "assign":
        if (action.assigneeId === null) return t("nobody");
        return action.assigneeId === "me" ? t("me") : (nameOf(action.assigneeId) ?? t("unknownMember"));
      case "team":
        return action.teamId === null ? t("noTeam") : teamName(action.teamId);
      case "label":
        return [...action.add.map((label) => `+${label}`), ...action.remove.map((label) => `−${label}`)].join(
          " ",
        );
      case "priority":
        return action.priority === null ? urgency("none") : urgency(`value.${action.priority}`);
      case "follow":
        return "";
    }
  };
  return (action) => {
    const value = valueText(action);
    const type = t(`types.${action.type}`);
    if (action.type === "status") return value;
    return value === "" ? type : t("actionWithValue", { action: type, value });
  };
}

/** The beginning of a text on one line. */
const beginningOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > TEXT_SHOWN ? `${line.slice(0, TEXT_SHOWN).trimEnd()}…` : line;
};

const HOUR = 60;
const DAY = 24 * HOUR;

const durationText = (minutes: number, t: ReturnType<typeof useTranslations<"macro">>): string => {
  if (minutes % DAY === 0) return t("days", { count: minutes / DAY });
  return minutes % HOUR === 0 ? t("hours", { count: minutes / HOUR }) : t("minutes", { count: minutes });
};
