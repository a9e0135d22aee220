"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { memo } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useUnfolded } from "@/app/_shared/message/text/unfolded";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { ActivityLine, activityMark } from "./activity-line";
import { summaryOf } from "./activity-runs";

type ActivityRunProps = { id: string; messages: readonly MessageDto[] };

/** Several changes as one line; a click shows each with its time and cause. */
export const ActivityRun = memo(function ActivityRun({ id, messages }: ActivityRunProps) {
  const t = useTranslations("activity.run");
  const format = useFormatter();
  const times = useTimes();
  const actorName = useActorName();
  const [isUnfolded, toggle] = useUnfolded(id);
  const { actors, deeds } = summaryOf(messages);
  const at = messages.at(-1)?.createdAt ?? "";
  const Chevron = isUnfolded ? ChevronDown : ChevronRight;
  return (
    <div data-activities={messages.map(activityMark).join(" ")}>
      <p className="flex justify-center py-1 text-muted text-sm">
        <button
          type="button"
          aria-expanded={isUnfolded}
          onClick={toggle}
          className="inline-flex max-w-full items-center gap-1 rounded-xs px-1 hover:bg-hover hover:text-fg pointer-coarse:min-h-10"
        >
          <Chevron size={13} aria-hidden className="shrink-0 text-faint rtl:-scale-x-100" />
          <span>
            <bdi>
              {t("summary", {
                who: format.list(actors.map(actorName)),
                deeds: format.list(deeds.map((deed) => t(`deed.${deed}`))),
              })}
            </bdi>
            {" · "}
            {t("count", { count: messages.length })}{" "}
            <time dateTime={at} title={times.moment(at)} className="text-faint">
              {times.clock(at)}
            </time>
          </span>
        </button>
      </p>
      {isUnfolded ? (
        <ol>
          {messages.map((message) => (
            <li key={message.id}>
              <ActivityLine message={message} />
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
});
