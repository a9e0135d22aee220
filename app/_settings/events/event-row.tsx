"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { indented } from "@/app/_settings/webhooks/delivery/request-text";
import { LoadState } from "@/app/_shared/load-state";
import { conversationHref } from "@/app/_shared/message/linked-message";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { EventChanges } from "./event-changes";
import type { EventLine } from "./event-line";
import { eventsHref } from "./event-query";

/** One event: type, actor and changes; opened, its whole JSON. */
export function EventRow({ event, isHistory }: { event: EventLine; isHistory: boolean }) {
  const t = useTranslations("settings.events");
  const times = useTimes();
  const actorName = useActorName();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { seq, type, actor, stampedAt, displayId, conversationId, resource, excerpt } = event;
  const Mark = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="border-line px-3 py-2 not-first:border-t">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          className="flex min-w-0 items-center gap-2 rounded-s text-left hover:text-accent"
        >
          <Mark size={15} aria-hidden className="shrink-0 text-muted" />
          <span dir="ltr" className="font-medium font-mono text-sm wrap-anywhere">
            {type}
          </span>
        </button>
        <bdi className="min-w-0 text-muted wrap-anywhere">{actorName(actor)}</bdi>
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
        <span className="ml-auto text-faint text-sm tabular-nums">{t("seq", { seq })}</span>
        <time dateTime={stampedAt} className="text-muted text-sm tabular-nums">
          {times.moment(stampedAt)} <span className="sr-only">{times.seconds(stampedAt)}</span>
        </time>
      </div>
      <div className="pl-6">
        {excerpt ? (
          <p dir="auto" className="line-clamp-2 wrap-anywhere">
            {excerpt}
          </p>
        ) : null}
        <EventChanges event={event} />
      </div>
      <div id={id}>{isOpen ? <EventJson seq={seq} version={resource.version} /> : null}</div>
    </li>
  );
}

function EventJson({ seq, version }: { seq: number; version: number }) {
  const t = useTranslations("settings.events");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.events.get.queryOptions({ seq }));
  if (!data) return <LoadState error={error} onRetry={refetch} />;
  return (
    <div className="mt-2 pl-6">
      <p className="mb-1 text-muted text-sm">{t("asSent", { version })}</p>
      <pre
        dir="ltr"
        className="rounded-s bg-hover px-3 py-2.5 font-mono text-sm whitespace-pre-wrap wrap-anywhere"
      >
        {indented(data.text)}
      </pre>
    </div>
  );
}
