"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { AssigneeMark } from "@/app/_shared/conversation/assignee-mark";
import { LabelChip, LabelDot } from "@/app/_shared/conversation/label-chip";
import { PriorityMark } from "@/app/_shared/conversation/priority-mark";
import { StatusChip } from "@/app/_shared/conversation/status-chip";
import type { View } from "@/app/_shared/view/view";
import { Chip } from "@/app/_ui/display/chip";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** The dots of labels that fit beside a message. */
const DOTS_MAX = 3;

/** Labels as dots, because the message comes first; where the list is wide enough, the first one with its name. */
function RowLabels({ labels }: { labels: readonly string[] }) {
  const [label = "", ...more] = labels;
  return (
    <span title={labels.join(", ")} className="flex shrink-0 items-center">
      <span className="sr-only">{labels.join(", ")}</span>
      <span aria-hidden className="-space-x-1 flex items-center @[26rem]/list:hidden">
        {labels.slice(0, DOTS_MAX).map((each) => (
          <LabelDot key={each} label={each} />
        ))}
      </span>
      <LabelChip aria-hidden label={label} className="hidden max-w-24 @[26rem]/list:inline-flex">
        <span className="truncate">{label}</span>
        {more.length > 0 ? <span>+{more.length}</span> : null}
      </LabelChip>
    </span>
  );
}

/** Marks of a conversation: priority, end of snooze, labels, assignee. */
export function RowMarks({ conversation, view }: { conversation: ConversationDto; view: View }) {
  const t = useTranslations("list");
  const times = useTimes();
  const { status, snoozedUntil, labels, assigneeId, priority } = conversation;
  return (
    <>
      {priority ? <PriorityMark priority={priority} /> : null}
      {view.status === null && status !== "snoozed" ? <StatusChip status={status} /> : null}
      {status === "snoozed" ? (
        <Chip tone="info">
          {snoozedUntil ? t("until", { time: times.near(snoozedUntil) }) : t("untilReply")}
        </Chip>
      ) : null}
      {labels.length > 0 ? <RowLabels labels={labels} /> : null}
      {view.scope === "all" ? <AssigneeMark assigneeId={assigneeId} /> : null}
    </>
  );
}
