"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useInboxes } from "@/app/_shared/use-inbox";
import type { Activity } from "@/server/contract/_shared/dto";
import { explainedRule } from "./otherwise";
import { useActorName } from "./use-actor-name";

/**
 * Describes a change of status, trash or inbox on one line: the change and its actor. An API caller may write for the
 * contact.
 */
export function useActivityWords(): (activity: Activity, contactName: string) => string {
  const t = useTranslations("activity");
  const statusText = useTranslations("status");
  const times = useTimes();
  const actorName = useActorName();
  const inboxes = useInboxes();
  const inboxName = (id: number) => inboxes.find((inbox) => inbox.id === id)?.name ?? t("otherInbox");
  return (activity, contactName) => {
    const { to, cause, snoozedUntil } = activity;
    const who = actorName(activity.actor);
    if (activity.inbox) {
      const { from, to: there } = activity.inbox;
      const names = { who, from: inboxName(from), to: inboxName(there) };
      return cause.rule === "undo" ? t("movedBack", names) : t("moved", names);
    }
    if (activity.lifecycle === "trashed") return t("trashed", { who });
    if (activity.lifecycle === "live")
      return cause.rule === "customer_reply"
        ? t("restoredByReply", { who: contactName })
        : t("restored", { who });
    switch (explainedRule(cause)) {
      case "manual":
      case "bulk":
      case "undo":
      case "macro":
        if (to !== "snoozed") return t(`manual.${to}`, { who });
        return snoozedUntil
          ? t("snoozedUntil", { who, time: times.near(snoozedUntil) })
          : t("snoozedUntilReply", { who });
      case "reply_resolved":
        return t("replyResolved", { who: contactName });
      case "reply_snoozed":
        return t("replySnoozed", { who: contactName });
      case "bot_takes_reopened":
        return t("botTakesReopened", { who: contactName });
      case "snooze_due":
        return t("snoozeDue");
      case "handoff":
        return t("handoff", { who });
      default:
        return t("other", { who, status: statusText(to) });
    }
  };
}
