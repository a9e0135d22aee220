"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useStatusWord } from "@/app/_shared/conversation/use-status-word";
import { useActivityWords } from "@/app/_shared/why/activity-words";
import { WhyText } from "@/app/_shared/why/why-text";
import { Popover } from "@/app/_ui/overlay/popover";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** What a line tells, for tests: the new status, or the other change. */
export const activityMark = ({ activity }: MessageDto): string =>
  activity ? (activity.inbox ? "moved" : (activity.lifecycle ?? activity.to)) : "";

/** An activity line: a change of status and its cause. */
export const ActivityLine = memo(function ActivityLine({
  message,
  contactName,
}: {
  message: MessageDto;
  contactName: string;
}) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const times = useTimes();
  const words = useActivityWords();
  const { activity } = message;
  if (!activity) return null;
  const title = t("title", { status: statusWord(activity.to) });
  return (
    <div
      className="flex flex-wrap items-baseline justify-center gap-x-2 py-1 text-muted text-sm"
      data-activity={activityMark(message)}
    >
      <span>
        <bdi>{words(activity, contactName)}</bdi>{" "}
        <time dateTime={message.createdAt} title={times.moment(message.createdAt)} className="text-faint">
          {times.clock(message.createdAt)}
        </time>
      </span>
      {activity.lifecycle || activity.inbox ? null : (
        <Popover
          title={title}
          trigger={
            <button
              type="button"
              aria-label={title}
              className="touch-target rounded-xs font-semibold text-accent hover:underline"
            >
              {t("short")}
            </button>
          }
        >
          <WhyText
            inboxId={message.inboxId}
            status={activity.to}
            cause={activity.cause}
            actor={activity.actor}
          />
        </Popover>
      )}
    </div>
  );
});
