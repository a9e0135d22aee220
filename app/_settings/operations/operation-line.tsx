"use client";

import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useFailureText } from "@/app/_shared/use-failure-text";

type OperationLineProps = {
  title: string;
  /** The state of the operation, as chips. */
  marks: ReactNode;
  at: string;
  /** Who asked for it, and how many conversations ended how. */
  summary: string;
  children?: ReactNode;
};

/** One operation over several conversations: what, how it ended, when, by whom. */
export function OperationLine({ title, marks, at, summary, children }: OperationLineProps) {
  const times = useTimes();
  return (
    <li className="border-line px-4 py-3 not-first:border-t">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p className="min-w-0 font-medium wrap-anywhere">{title}</p>
        {marks}
        <time dateTime={at} className="ml-auto text-muted text-sm tabular-nums">
          {times.moment(at)}
        </time>
      </div>
      <p className="mt-0.5 text-muted">{summary}</p>
      {children}
    </li>
  );
}

/** Why conversations were left as they are, and how many for each reason. */
export function Reasons({ reasons }: { reasons: Readonly<Record<string, number>> }) {
  const failureText = useFailureText();
  const entries = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return null;
  return (
    <ul className="mt-1 text-sm">
      {entries.map(([code, count]) => (
        <li key={code} className="flex gap-2">
          <span className="tabular-nums">{count} ×</span>
          <span className="min-w-0 text-muted">{failureText(code)}</span>
        </li>
      ))}
    </ul>
  );
}
