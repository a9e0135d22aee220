"use client";

import { ArrowRight, ChevronDown, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { conversationHref } from "@/app/_shared/message/linked-message";
import { explainedRule } from "@/app/_shared/why/otherwise";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { EventDetail } from "./event-detail";
import { type EventLine, fieldChangesOf, isInstant } from "./event-line";
import { eventsHref } from "./event-query";

/** One event: what happened, by whom, and what changed; opened, all of it. */
export function EventRow({ event, isHistory }: { event: EventLine; isHistory: boolean }) {
  const t = useTranslations("settings.events");
  const times = useTimes();
  const actorName = useActorName();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { seq, type, actor, stampedAt, displayId, conversationId, excerpt } = event;
  const Mark = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="border-line px-3 py-2 not-first:border-t">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 max-sm:pl-6">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          className="flex min-w-0 items-baseline gap-2 rounded-s text-left hover:text-accent max-sm:-ml-6 max-sm:w-full"
        >
          <Mark size={15} aria-hidden className="shrink-0 self-center text-muted" />
          <span className="min-w-0 wrap-anywhere">
            <bdi className="font-medium">
              {t(`summary.${summaryKeyOf(event)}`, { who: actorName(actor) })}
            </bdi>{" "}
            <span dir="ltr" className="ml-1 font-mono text-faint text-xs">
              {type}
            </span>
          </span>
        </button>
        {displayId !== null && !isHistory ? (
          <Link href={conversationHref(displayId)} className="text-accent hover:underline">
            #{displayId}
          </Link>
        ) : null}
        {conversationId !== null && !isHistory ? (
          <Link href={eventsHref({ conversationId })} className="text-accent text-sm hover:underline">
            {t("itsHistory")}
          </Link>
        ) : null}
        <span className="flex gap-x-3 text-sm tabular-nums sm:ml-auto">
          <span className="text-faint">{t("seq", { seq })}</span>
          <time dateTime={stampedAt} className="text-muted">
            {times.moment(stampedAt)} <span className="sr-only">{times.seconds(stampedAt)}</span>
          </time>
        </span>
      </div>
      <div className="pl-6">
        {excerpt ? (
          <p dir="auto" className="line-clamp-2 wrap-anywhere">
            {excerpt}
          </p>
        ) : null}
        <EventChanges event={event} />
      </div>
      <div id={id}>{isOpen ? <EventDetail event={event} /> : null}</div>
    </li>
  );
}

type Change = { from?: unknown; to?: unknown };

const hasRisen = ({ from, to }: Change = {}): boolean =>
  typeof from === "number" && typeof to === "number" && to > from;
const hasFallen = ({ from, to }: Change = {}): boolean => hasRisen({ from: to, to: from });

/** The message that says what happened, of `settings.events.summary`. A redacted event has no changes. */
export function summaryKeyOf({ type, changes }: Pick<EventLine, "type" | "changes">) {
  if (type !== "conversation.seen") return type;
  const { contactSeenAt, agentSeenNumber, unreadCount } = changes;
  if (contactSeenAt) return "conversation.read_by_customer";
  if (hasFallen(agentSeenNumber) || hasRisen(unreadCount)) return "conversation.marked_unread";
  return agentSeenNumber || unreadCount ? "conversation.read" : type;
}

/** The fields that an event changed on one line, and the rule that set a status. Long values are named only. */
function EventChanges({ event: { changes, cause } }: { event: EventLine }) {
  const t = useTranslations("settings.events");
  const why = useTranslations("settings.policy.why");
  const format = useFormatter();
  const fields = fieldChangesOf(changes);
  const long = fields.filter(({ isShort }) => !isShort).map(({ field }) => field);
  if (fields.length === 0 && cause === null) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5 text-sm">
      {fields
        .filter(({ isShort }) => isShort)
        .map(({ field, from, to }) => (
          <li key={field} dir="ltr" className="inline-flex flex-wrap items-center gap-x-1.5 wrap-anywhere">
            <span className="font-mono text-muted text-xs">{field}</span>
            <span>
              <ChangedValue text={from} />
            </span>
            <ArrowRight size={12} aria-hidden className="text-muted" />
            <span className="sr-only">{t("becomes")}</span>
            <span className="font-medium">
              <ChangedValue text={to} />
            </span>
          </li>
        ))}
      {long.length === 0 ? null : (
        <li className="text-muted">
          {t("alsoChanged", { fields: format.list(long, { type: "conjunction" }) })}
        </li>
      )}
      {cause === null ? null : (
        <li className="text-muted">{t("because", { rule: why(explainedRule(cause)) })}</li>
      )}
    </ul>
  );
}

/** A value of a field; an instant as the reader writes times. */
function ChangedValue({ text }: { text: string }) {
  const times = useTimes();
  return isInstant(text) ? (
    <time dateTime={text} title={text}>
      {times.moment(text)}
    </time>
  ) : (
    text
  );
}
