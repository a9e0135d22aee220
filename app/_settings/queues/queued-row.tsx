"use client";

import { RotateCcw, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { conversationHref } from "@/app/_shared/message/linked-message";
import { IconButton } from "@/app/_ui/button";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import type { QueuedDeliveryDto } from "@/server/contract/queue/queue";
import { useNextTime } from "./use-retry";

const ICON_PX = 15;

/** Ages below a minute are left out. */
const isRecent = (at: string, nowMs: number): boolean => nowMs - Date.parse(at) < 60_000;

const TONE = {
  due: "warn",
  waiting: "neutral",
  in_flight: "info",
  failed: "bad",
} as const satisfies Record<QueuedDeliveryDto["state"], ChipTone>;

type QueuedRowProps = {
  /** What waits, a link to where it belongs. */
  children: ReactNode;
  name: string;
  state?: QueuedDeliveryDto["state"];
  marks?: ReactNode;
  tries: number;
  createdAt: string | null;
  dueAt: string | null;
  error: string | null;
  isPending?: boolean;
  onRetry?: (() => void) | undefined;
  onDiscard?: (() => void) | undefined;
};

/** One row of a queue: what it is, since when it waits, its tries, the last error, and its actions. */
export function QueuedRow({
  children,
  name,
  state,
  marks,
  tries,
  createdAt,
  dueAt,
  error,
  isPending = false,
  onRetry,
  onDiscard,
}: QueuedRowProps) {
  const t = useTranslations("settings.queues");
  const times = useTimes();
  const nextTime = useNextTime();
  const now = useNow();
  return (
    <li className="flex items-start gap-x-3 border-line px-4 py-2.5 not-first:border-t">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {state ? <Chip tone={TONE[state]}>{t(`states.${state}`)}</Chip> : null}
          <span className="flex min-w-0 items-center gap-1.5 wrap-anywhere">{children}</span>
          {marks}
        </p>
        <p className="mt-0.5 text-muted text-sm">
          {[
            createdAt === null
              ? null
              : isRecent(createdAt, now)
                ? t("justQueued")
                : t("queued", { age: times.since(createdAt, now) }),
            t("tries", { tries }),
            dueAt === null || state === "in_flight" || Date.parse(dueAt) <= now
              ? null
              : t("next", { when: nextTime(dueAt) }),
          ]
            .filter((one) => one !== null)
            .join(" · ")}
        </p>
        {error ? (
          <p dir="auto" className="mt-0.5 line-clamp-3 text-bad text-sm wrap-anywhere">
            {error}
          </p>
        ) : null}
      </div>
      {onRetry ? (
        <IconButton label={t("retryOne", { name })} disabled={isPending} onClick={onRetry}>
          <RotateCcw size={ICON_PX} aria-hidden />
        </IconButton>
      ) : null}
      {onDiscard ? (
        <IconButton label={t("discardOne", { name })} onClick={onDiscard}>
          <Trash2 size={ICON_PX} aria-hidden />
        </IconButton>
      ) : null}
    </li>
  );
}

/** A link to a conversation by its contact's name and number; without a number the words alone. */
export function ConversationLink({ displayId, name }: { displayId: number | null; name: string }) {
  if (displayId === null) return <span className="text-muted">{name}</span>;
  return (
    <Link href={conversationHref(displayId)} className="min-w-0 font-medium hover:underline wrap-anywhere">
      <bdi>{name}</bdi> <span className="font-normal text-muted">#{displayId}</span>
    </Link>
  );
}
