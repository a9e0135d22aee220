"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CornerUpLeft, MapPin, X } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { findInThread, useNewestOf } from "@/app/_shell/cache/use-thread";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { toLastMessage } from "@/server/contract/event/reduce";
import { mapHref } from "@/server/contract/message/constants";

/** The message that a message quotes, as a line that leads to it. */
export function QuotedLine({ quoted }: { quoted: NonNullable<MessageDto["inReplyTo"]> }) {
  const t = useTranslations("thread.quote");
  const search = useSearchParams();
  if (quoted.number === null) return <p className={QUOTE}>{t("unknown")}</p>;
  const to = new URLSearchParams(search);
  to.set("m", String(quoted.number));
  return (
    <Link href={`?${to}`} scroll={false} className={`${QUOTE} hover:border-accent`}>
      <QuotedText number={quoted.number} />
    </Link>
  );
}

const QUOTE = "mb-1 block border-line-strong border-s-2 ps-2 text-muted text-sm";

/** Who wrote the quoted message, and the beginning of it. */
function QuotedText({ number }: { number: number }) {
  const t = useTranslations("thread.quote");
  const { displayId } = useOpenThread();
  const trpc = useTRPC();
  const loaded = findInThread(useQueryClient(), displayId, (one) => one.number === number);
  const { data } = useQuery({
    ...trpc.messages.list.queryOptions({ displayId, after: number - 1, limit: 1 }),
    enabled: !loaded,
  });
  const message = loaded ?? data?.data.find((one) => one.number === number);
  return message ? <MessageExcerpt message={message} /> : <span>{t("earlier")}</span>;
}

/** Who wrote a message, and its beginning. */
export function MessageExcerpt({ message }: { message: MessageDto }) {
  const t = useTranslations("thread.quote");
  const actorName = useActorName();
  const messageLine = useMessageLine();
  const isGone = message.deletedAt !== null || message.withdrawnAt !== null;
  return (
    <>
      <bdi className="block truncate font-medium">{actorName(message.sender)}</bdi>
      <span dir="auto" className="line-clamp-2 wrap-anywhere">
        {isGone ? t("gone") : messageLine(toLastMessage(message))}
      </span>
    </>
  );
}

/** The message that the next reply quotes, above the field. */
export function QuotedReply({ message, onCancel }: { message: MessageDto; onCancel: () => void }) {
  const t = useTranslations("thread.quote");
  const { displayId } = useOpenThread();
  return (
    <div className="mx-3.5 mt-1.5 flex items-start gap-2 text-muted text-sm">
      <CornerUpLeft size={14} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 border-accent border-s-2 ps-2">
        <MessageExcerpt message={useNewestOf(displayId, message)} />
      </div>
      <button
        type="button"
        onClick={onCancel}
        aria-label={t("cancel")}
        className="touch-target rounded-xs p-1 hover:bg-hover hover:text-fg"
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}

/** A place: its name and a link to a map. No picture is loaded. */
export function PlaceLine({ place }: { place: NonNullable<MessageDto["location"]> }) {
  const t = useTranslations("thread.place");
  const { latitude, longitude, name, address } = place;
  return (
    <div className="flex items-start gap-2">
      <MapPin size={18} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0">
        <p dir="auto" className="font-medium wrap-anywhere">
          {name ?? `${latitude}, ${longitude}`}
        </p>
        {address ? (
          <p dir="auto" className="text-muted text-sm wrap-anywhere">
            {address}
          </p>
        ) : null}
        <a
          href={mapHref(place)}
          target="_blank"
          rel="noopener noreferrer"
          className="text-accent text-sm underline underline-offset-2"
        >
          {t("map")}
        </a>
      </div>
    </div>
  );
}

/** The reactions to a message: each emoji once, with how many and who. */
export function Reactions({ reactions }: { reactions: NonNullable<MessageDto["reactions"]> }) {
  const t = useTranslations("thread.reactions");
  const actorName = useActorName();
  const times = useTimes();
  return (
    <ul aria-label={t("label")} className="-mt-1 flex flex-wrap gap-1 px-2">
      {[...new Set(reactions.map(({ emoji }) => emoji))].map((emoji) => {
        const all = reactions.filter((one) => one.emoji === emoji);
        const who = all.map(({ by, at }) => `${actorName(by)}, ${times.moment(at)}`).join(" · ");
        return (
          <li
            key={emoji}
            title={who}
            className="rounded-full border border-line bg-raised px-1.5 py-px text-sm shadow-pop"
          >
            {emoji}
            {all.length > 1 ? <span className="ms-1 text-muted text-xs">{all.length}</span> : null}
            <span className="sr-only"> {who}</span>
          </li>
        );
      })}
    </ul>
  );
}
