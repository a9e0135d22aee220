"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useTRPC } from "@/app/_lib/trpc";
import { StatusChip } from "@/app/_shared/conversation/marks";
import { LoadState } from "@/app/_shared/load-state";
import { explainedRule } from "@/app/_shared/why/otherwise";
import type { InboxDto, PolicyDto } from "@/server/contract/_shared/dto";
import type { AppRouter } from "@/server/trpc/router";

/** The outcome of each situation, now and after saving, computed by the domain's own function. */
export function OutcomeTable({ inbox, policy }: { inbox: InboxDto; policy: PolicyDto }) {
  const t = useTranslations("settings.policy");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery({
    ...trpc.inboxes.policyPreview.queryOptions({ inboxId: inbox.id, draft: policy }),
    placeholderData: keepPreviousData,
  });
  if (!data) return <LoadState error={error} onRetry={refetch} />;
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-start">
        <caption className="mb-2 text-start font-semibold">{t("outcome")}</caption>
        <thead>
          <tr className="text-faint text-xs">
            <th scope="col" className="py-1.5 pr-3 pl-2.5 text-start font-medium">
              {t("when")}
            </th>
            <th scope="col" className="py-1.5 pr-3 text-start font-medium">
              {t("now")}
            </th>
            <th scope="col" className="whitespace-nowrap py-1.5 pr-3 text-start font-medium">
              {t("after")}
            </th>
            <th scope="col" className="hidden py-1.5 pr-2 text-start font-medium sm:table-cell">
              {t("because")}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map((row) => (
            <OutcomeLine key={row.situation} row={row} policy={policy} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OutcomeLine({ row, policy }: { row: OutcomeRow; policy: PolicyDto }) {
  const t = useTranslations("settings.policy");
  const moved = isMoved(row);
  return (
    <tr
      className={cn("border-line border-t align-top", moved && "bg-accent-soft")}
      data-moved={moved || undefined}
    >
      <th scope="row" className="text-pretty py-2.5 pr-3 pl-2.5 text-start font-normal">
        {t(`situation.${row.situation}`)}
        <span className="block text-muted text-sm sm:hidden">
          <Because outcome={row.draft} policy={policy} />
        </span>
      </th>
      <td className="py-2.5 pr-3">
        <OutcomeWord row={row} outcome={row.current} />
      </td>
      <td className="py-2.5 pr-3">
        <OutcomeWord row={row} outcome={row.draft} />
        {moved ? <span className="sr-only">{t("moved")}</span> : null}
      </td>
      <td className="hidden text-pretty py-2.5 pr-2 text-muted sm:table-cell">
        <Because outcome={row.draft} policy={policy} />
      </td>
    </tr>
  );
}

/** The status after a situation, or that nothing changes. */
export function OutcomeWord({ row, outcome }: { row: OutcomeRow; outcome: Outcome }) {
  const t = useTranslations("settings.policy");
  if (outcome.kind === "divert") return <span className="text-muted">{t("newOne")}</span>;
  if (outcome.kind === "set") return <StatusChip status={outcome.status} />;
  if (row.before === null || row.situation === "blockedWrites") {
    return <span className="text-muted">{t("unchanged")}</span>;
  }
  return <StatusChip status={row.before} />;
}

/** The rule behind an outcome. */
function Because({ outcome, policy }: { outcome: Outcome; policy: PolicyDto }) {
  const t = useTranslations("settings.policy.why");
  if (outcome.restore) return t("restored");
  if (outcome.cause === null) return t("unmoved");
  const rule = explainedRule(outcome.cause);
  return rule === "reply_resolved" && policy.botEnabled ? t("reply_resolved_bot") : t(rule);
}

/** A situation with its outcomes, now and under the draft. */
export type OutcomeRow = inferRouterOutputs<AppRouter>["inboxes"]["policyPreview"][number];
type Outcome = OutcomeRow["draft"];

const wordOf = (outcome: Outcome): string =>
  `${outcome.kind} ${outcome.kind === "set" ? outcome.status : ""} ${outcome.restore}`;

/** Whether saving the draft would change the outcome of the situation. */
const isMoved = ({ current, draft }: OutcomeRow): boolean => wordOf(current) !== wordOf(draft);
