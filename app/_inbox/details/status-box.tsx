"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { StatusChip } from "@/app/_shared/conversation/status-chip";
import { useStatusWord } from "@/app/_shared/conversation/use-status-word";
import { WhyText } from "@/app/_shared/why/why-text";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { NextStatusText } from "./next-status-text";
import { useTransitions } from "./use-transitions";

/** Rules whose text names who changed the status. */
const NAMING: ReadonlySet<ConversationDto["cause"]["rule"]> = new Set([
  "manual",
  "handoff",
  "undo",
  "bulk",
  "macro",
]);

/** The status, its time and cause, and what the customer's next message will change. */
export function StatusBox({ conversation }: { conversation: ConversationDto }) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const times = useTimes();
  const { status, statusChangedAt, snoozedUntil, cause, inboxId, displayId } = conversation;
  const { data, isPending, isFetching } = useTransitions(displayId);
  const [last] = data?.data ?? [];
  // A name is not known yet: "Someone" would be shown for a moment, and then the name.
  const isNaming = NAMING.has(cause.rule) && (isPending || (isFetching && last?.to !== status));
  const actor = last?.to === status ? last.actor : null;
  const since = times.near(statusChangedAt);
  return (
    <section>
      <p className="flex flex-wrap items-center gap-2">
        <StatusChip status={status} />
        <span className="text-muted text-sm">
          {status !== "snoozed"
            ? t("since", { time: since })
            : snoozedUntil
              ? t("until", { time: times.near(snoozedUntil) })
              : t("untilReply")}
        </span>
      </p>
      <div className="mt-2.5 rounded-m border border-line bg-surface p-3">
        <h3 className="mb-1.5 font-medium text-faint text-xs tracking-normal">
          {t("title", { status: statusWord(status) })}
        </h3>
        {isNaming ? (
          <Skeleton className="h-5 w-4/5" />
        ) : (
          <WhyText inboxId={inboxId} status={status} cause={cause} actor={actor} />
        )}
        <NextStatusText inboxId={inboxId} status={status} />
      </div>
    </section>
  );
}
