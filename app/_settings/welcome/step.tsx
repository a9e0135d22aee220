import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/app/_lib/class-names";

type StepProps = {
  number: number;
  title: string;
  isDone?: boolean;
  doneLabel?: string;
  children?: ReactNode;
};

/** One numbered step; without content it is not reached yet. */
export function Step({ number, title, isDone = false, doneLabel, children }: StepProps) {
  return (
    <li className="rounded-m border border-line bg-surface p-4">
      <h2 className={cn("flex items-center gap-2.5 text-md", !children && "text-muted")}>
        <span
          aria-hidden
          className={cn(
            "grid size-6 shrink-0 place-items-center rounded-full font-semibold text-xs tabular-nums",
            isDone ? "bg-ok-soft text-ok" : "bg-hover text-muted",
          )}
        >
          {isDone ? <Check size={14} /> : number}
        </span>
        {title}
        {isDone && doneLabel ? <span className="sr-only">{doneLabel}</span> : null}
      </h2>
      {children ? <div className="mt-3 pl-8.5">{children}</div> : null}
    </li>
  );
}
