"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { explainedRule } from "@/app/_shared/why/otherwise";
import type { PolicyReplayDto } from "@/server/contract/inbox/policy-preview";
import { ReplayOutcome } from "./replay-outcome";

type Moved = PolicyReplayDto["data"][number];

/** Conversations with another outcome: the old one, the new one, and the rule. */
export function MovedList({ rows }: { rows: readonly Moved[] }) {
  return (
    <ul className="not-empty:mt-3">
      {rows.map((row) => (
        <MovedLine key={row.displayId} row={row} />
      ))}
    </ul>
  );
}

function MovedLine({ row }: { row: Moved }) {
  const t = useTranslations("settings.policy.dryRun");
  const why = useTranslations("settings.policy.why");
  const times = useTimes();
  const { displayId, contactName, situation, at, was, would } = row;
  return (
    <li className="grid gap-x-4 gap-y-1 border-line border-t py-2 sm:grid-cols-2">
      <p className="min-w-0">
        <Link
          href={`/inbox?view=all&status=${row.status}&c=${displayId}`}
          className="font-medium hover:text-accent hover:underline"
        >
          <bdi>{contactName}</bdi> <span className="text-muted tabular-nums">#{displayId}</span>
        </Link>
        <span className="block text-muted text-sm">
          {t(situation)}, <time dateTime={at}>{times.near(at)}</time>
        </span>
      </p>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-1.5">
          <span className="sr-only">{t("was")}</span>
          <ReplayOutcome ending={was} />
          <ArrowRight size={13} aria-hidden className="text-faint" />
          <span className="sr-only">{t("would")}</span>
          <ReplayOutcome ending={would} />
        </p>
        {would.cause ? <p className="mt-0.5 text-muted text-sm">{why(explainedRule(would.cause))}</p> : null}
      </div>
    </li>
  );
}
