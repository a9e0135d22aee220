"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { TickTimeline } from "@/app/_inbox/thread/message/tick-timeline";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { TickStatus } from "@/app/_ui/display/tick";
import { Popover } from "@/app/_ui/overlay/popover";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { ChangeReachDto } from "@/server/contract/message/message-facts";
import { tickOfEdit, useChangeReach, useContactSeenAt, useWhyReach } from "./use-change-reach";

type EditedMarkProps = { message: MessageDto; at: string; reach?: ChangeReachDto | undefined };

/** Marks an edited message, with what the customer sees of it; a click shows its earlier texts. */
export function EditedMark({ message, at, reach }: EditedMarkProps) {
  const t = useTranslations("thread.edit");
  const r = useTranslations("thread.reach");
  const times = useTimes();
  const state = reach?.change?.state ?? "unsent";
  // Of a message that nobody has confirmed yet it is not known that the customer sees any version.
  const told = state === "kept" && message.status === "pending" ? "notTold" : state;
  const isSender = told === "told" && reach?.change?.route === "sender";
  const known = told === "unsent" || told === "unknown" || told === "own" ? null : r(`edited.${told}`);
  const seen = isSender ? r("sender.edited") : known;
  return (
    <Popover
      title={t("before")}
      align="end"
      trigger={
        <button
          type="button"
          title={t("at", { at: times.moment(at) })}
          className={cn(
            "touch-target rounded-xs text-start hover:underline",
            (state === "kept" || state === "failed") && "text-warn",
          )}
        >
          {t("edited")}
          {seen === null ? null : ` · ${seen}`}
        </button>
      }
    >
      {reach?.change ? <Why change={reach.change} /> : null}
      <Revisions messageId={message.id} />
    </Popover>
  );
}

type EditedTickProps = { message: MessageDto; at: string; status: TickStatus };

/** The mark and the tick of an edited message of ours: the tick is that of the edit, never that of an earlier text. */
export function EditedTick({
  message,
  at,
  status,
  children,
}: EditedTickProps & { children: React.ReactNode }) {
  const reach = useChangeReach(message);
  const seenAt = useContactSeenAt(useOpenThread().displayId);
  const tick = reach && tickOfEdit(reach.change, status, seenAt);
  return (
    <>
      <EditedMark message={message} at={at} reach={reach} />
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
        {children}
        {tick ? <TickTimeline message={message} status={tick.status} of={tick.of} /> : null}
      </span>
    </>
  );
}

function Why({ change }: { change: NonNullable<ChangeReachDto["change"]> }) {
  const why = useWhyReach();
  return <p className="mb-3 border-line border-b pb-3">{why(change)}</p>;
}

function Revisions({ messageId }: { messageId: number }) {
  const t = useTranslations("thread.edit");
  const times = useTimes();
  const trpc = useTRPC();
  const errorText = useErrorText();
  // No event reports revisions: they are fetched whenever they are shown.
  const options = trpc.messages.revisions.queryOptions({ messageId }, { staleTime: 0, gcTime: 0 });
  const { data, error } = useQuery(options);
  if (error) return <p className="text-bad">{errorText(error)}</p>;
  if (!data) return <Skeleton className="h-16" />;
  return (
    <ol className="flex max-h-72 flex-col gap-3 overflow-y-auto">
      {data.map(({ content, until }) => (
        <li key={until}>
          <p className="text-faint text-xs">{t("until", { at: times.moment(until) })}</p>
          <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
            {content}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Whether the customer still has a message that was deleted here; nothing if they never got it. */
export function DeletedReach({ message }: { message: Pick<MessageDto, "id"> }) {
  const t = useTranslations("thread.reach.deleted");
  const change = useChangeReach(message)?.change;
  const why = useWhyReach();
  const s = useTranslations("thread.reach.sender");
  const state = change?.state;
  if (state === undefined || state === "unsent" || state === "unknown" || state === "own") return null;
  if (change?.route !== "sender" || (state !== "waiting" && state !== "told" && state !== "failed"))
    return <span>· {t(state)}</span>;
  const text = s(`deleted.${state}`);
  if (state !== "failed") return <span title={why(change)}>· {text}</span>;
  return (
    <>
      <span aria-hidden>·</span>
      <Popover
        title={s("whyNot")}
        trigger={
          <button type="button" className="touch-target rounded-xs text-start text-warn hover:underline">
            {text}
          </button>
        }
      >
        <p>{why(change)}</p>
      </Popover>
    </>
  );
}
