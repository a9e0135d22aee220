"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/class-names";
import { useReasonText } from "@/app/_shared/message/message-tick";
import type { UndeliveredMessage } from "@/server/contract/message/undelivered";

type Row = UndeliveredMessage;
/** Messages that were not delivered for one reason. `error`: of failed ones, as the channel reported it; null: none. */
export type ReasonGroup = { reason: "failed" | "unconfirmed" | "overdue"; error: string | null; rows: Row[] };

/** The rows by reason, in the order in which the reasons first occur. */
export function groupByReason(rows: readonly Row[]): ReasonGroup[] {
  const groups = new Map<string, ReasonGroup>();
  for (const row of rows) {
    const { status, unconfirmed, externalError } = row.message;
    const reason = status === "failed" ? "failed" : unconfirmed ? "unconfirmed" : "overdue";
    const error = reason === "failed" ? externalError : null;
    const key = `${reason} ${error ?? ""}`;
    const group = groups.get(key) ?? { reason, error, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

type ReasonSectionProps = {
  group: ReasonGroup;
  picked: ReadonlySet<number>;
  onPick: (picked: ReadonlySet<number>) => void;
  children: ReactNode;
};

/** The messages of one reason below it, with a box that selects all of them. */
export function ReasonSection({
  group: { reason, error, rows },
  picked,
  onPick,
  children,
}: ReasonSectionProps) {
  const t = useTranslations("undelivered");
  const reasonText = useReasonText();
  const headingId = useId();
  const failure = error === null ? t("noReason") : reasonText(error);
  const text = reason === "failed" ? failure : t(reason);
  const ids = rows.map(({ message }) => message.id);
  const isAll = ids.every((id) => picked.has(id));
  const toggle = () =>
    onPick(isAll ? new Set([...picked].filter((id) => !ids.includes(id))) : new Set([...picked, ...ids]));
  return (
    <section aria-labelledby={headingId}>
      <div className="sticky top-0 z-2 flex items-center gap-3 border-line border-b bg-bg px-3.5 py-1.5">
        <input
          type="checkbox"
          aria-label={t("selectReason", { reason: text, count: ids.length })}
          checked={isAll}
          onChange={toggle}
          className="size-4 shrink-0 accent-accent"
        />
        <h2
          id={headingId}
          className={cn(
            "min-w-0 truncate font-medium text-sm",
            reason === "failed" ? "text-bad" : "text-warn",
          )}
        >
          <bdi>{text}</bdi>
        </h2>
        <span className="text-faint text-sm tabular-nums">{ids.length}</span>
      </div>
      <ul aria-labelledby={headingId}>{children}</ul>
    </section>
  );
}
