"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { memo } from "react";
import { summaryOf } from "@/app/_inbox/thread/items/items";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { useTimes } from "@/app/_lib/times/times";
import { useStatusWord } from "@/app/_shared/conversation/marks";
import { useUnfolded } from "@/app/_shared/message/text/folded-text";
import { useInboxes } from "@/app/_shared/use-account";
import { explainedRule } from "@/app/_shared/why/otherwise";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { WhyText } from "@/app/_shared/why/why-text";
import { Popover } from "@/app/_ui/overlay/popover";
import type { Activity, MessageDto } from "@/server/contract/_shared/dto";
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
const activityMark = ({ activity }: MessageDto): string =>
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

/**
 * Describes a change of status, trash or inbox on one line: the change and its actor. An API caller may write for the
 * contact.
 */
function useActivityWords(): (activity: Activity, contactName: string) => string {
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
