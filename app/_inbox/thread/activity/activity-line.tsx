"use client";

import { useLocale, useTranslations } from "next-intl";
import { memo } from "react";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { useTimes } from "@/app/_lib/times/times";
import { useStatusWord } from "@/app/_shared/conversation/use-status-word";
import { useActivityWords } from "@/app/_shared/why/activity-words";
import { WhyText } from "@/app/_shared/why/why-text";
import { Popover } from "@/app/_ui/overlay/popover";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { renderSystemContent } from "@/server/contract/message/render-system-content";

/** A system message, in the reader's language. A redacted one has no template. */
export const SystemLine = memo(function SystemLine({ message }: { message: MessageDto }) {
  const locale = useLocale();
  const times = useTimes();
  const { system, content, createdAt } = message;
  return (
    <p className="wrap-anywhere mx-auto max-w-prose py-1 text-center text-muted text-sm" data-system>
      <bdi>{system ? renderSystemContent(system, locale) : content}</bdi>{" "}
      <time dateTime={createdAt} title={times.moment(createdAt)} className="text-faint">
        {times.clock(createdAt)}
      </time>
    </p>
  );
});

/** What a line tells, for tests: the new status, or the other change. */
export const activityMark = ({ activity }: MessageDto): string =>
  activity ? (activity.inbox ? "moved" : (activity.lifecycle ?? activity.to)) : "";

/** An activity line: a change of status and its cause. */
export const ActivityLine = memo(function ActivityLine({ message }: { message: MessageDto }) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const times = useTimes();
  const words = useActivityWords();
  const { name } = useOpenThread();
  const { activity } = message;
  if (!activity) return null;
  const title = t("title", { status: statusWord(activity.to) });
  return (
    <div
      className="flex flex-wrap items-baseline justify-center gap-x-2 py-1 text-muted text-sm"
      data-activity={activityMark(message)}
    >
      <span>
        <bdi>{words(activity, name)}</bdi>{" "}
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
