"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { StatusChip, useStatusWord } from "@/app/_shared/conversation/marks";
import { useInbox } from "@/app/_shared/use-account";
import type { ConversationStatus } from "@/app/_shared/view/view";
import { WhyText } from "@/app/_shared/why/why-text";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { useTransitions } from "./history";

const SITUATION = { resolved: "writesInResolved", snoozed: "writesInSnoozed" } as const;

/** What the customer's next message would change, from the domain's policy preview. */
function NextStatusText({ inboxId, status }: { inboxId: number; status: ConversationStatus }) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const trpc = useTRPC();
  const inbox = useInbox(inboxId);
  const situation = status === "resolved" || status === "snoozed" ? SITUATION[status] : null;
  const { data } = useQuery({
    ...trpc.inboxes.policyPreview.queryOptions({ inboxId, draft: inbox?.policy ?? NO_POLICY }),
    enabled: inbox !== null && situation !== null,
  });
  const outcome = data?.find((row) => row.situation === situation)?.current;
  if (!outcome || outcome.kind === "keep") return null;
  return (
    <p className="mt-2 border-line border-t pt-2 text-muted">
      {outcome.kind === "divert" ? t("nextNew") : t("next", { status: statusWord(outcome.status) })}
    </p>
  );
}

/** Never sent: the query is disabled until the inbox is loaded. */
const NO_POLICY = {
  botEnabled: false,
  botTakesReopened: false,
  startAsPending: false,
  callerStatusWins: true,
  onMessageAfterResolve: "reopen",
} as const;

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
