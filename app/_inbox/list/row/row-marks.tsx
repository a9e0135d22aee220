"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import { PriorityMark } from "@/app/_shared/conversation/priority-mark";
import { StatusChip } from "@/app/_shared/conversation/status-chip";
import { MemberAvatar } from "@/app/_shared/member-avatar";
import { useMembers } from "@/app/_shared/use-members";
import type { View } from "@/app/_shell/view/view";
import { Chip } from "@/app/_ui/display/chip";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** Marks of a conversation: priority, end of snooze, labels, assignee. */
export function RowMarks({ conversation, view }: { conversation: ConversationDto; view: View }) {
  const t = useTranslations("list");
  const times = useTimes();
  const { nameOf } = useMembers();
  const { status, snoozedUntil, labels, assigneeId, priority } = conversation;
  const [label, ...moreLabels] = labels;
  const assignee = view.scope === "all" && assigneeId !== null ? nameOf(assigneeId) : null;
  return (
    <>
      {priority ? <PriorityMark priority={priority} /> : null}
      {view.status === null && status !== "snoozed" ? <StatusChip status={status} /> : null}
      {status === "snoozed" ? (
        <Chip tone="info">
          {snoozedUntil ? t("until", { time: times.near(snoozedUntil) }) : t("untilReply")}
        </Chip>
      ) : null}
      {label ? (
        <LabelChip label={label} className="max-w-24">
          <span className="truncate">{label}</span>
          {moreLabels.length > 0 ? <span>+{moreLabels.length}</span> : null}
        </LabelChip>
      ) : null}
      {assignee && assigneeId !== null ? (
        <span title={assignee}>
          <MemberAvatar name={assignee} id={assigneeId} className="size-5" />
          <span className="sr-only">{t("assignedTo", { name: assignee })}</span>
        </span>
      ) : null}
    </>
  );
}
