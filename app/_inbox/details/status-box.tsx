"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { StatusChip, useStatusWord } from "@/app/_shared/conversation/marks";
import { useInbox } from "@/app/_shared/use-account";
import type { ConversationStatus } from "@/app/_shared/view/view";
import { RuleText, WhyDetails } from "@/app/_shared/why/why-text";
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
    <p className="text-muted">
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

/** The status, its time and its cause in one sentence, which unfolds to its setting and what the customer's next message will change. */
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
      {/* Remounted for another cause: what was unfolded for the last one folds again. */}
      <details key={cause.rule + statusChangedAt} className="group/why mt-1.5">
        <summary className="-mx-1.5 flex cursor-pointer list-none items-start gap-1 rounded-s px-1.5 py-1 hover:bg-hover pointer-coarse:min-h-10">
          <span className="min-w-0 flex-1">
            <span className="text-muted">{t("title", { status: statusWord(status) })}</span>{" "}
            {isNaming ? (
              <Skeleton className="inline-block h-4 w-3/5 align-middle" />
            ) : (
              <RuleText status={status} cause={cause} actor={actor} />
            )}
          </span>
          <ChevronDown
            size={14}
            aria-hidden
            className="mt-0.75 shrink-0 text-muted transition-transform group-open/why:rotate-180"
          />
        </summary>
        <div className="mt-1 flex flex-col gap-2 border-line border-l-2 pl-2.5">
          <WhyDetails inboxId={inboxId} cause={cause} />
          <NextStatusText inboxId={inboxId} status={status} />
        </div>
      </details>
    </section>
  );
}
