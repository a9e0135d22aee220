import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/app/_lib/class-names";

const chip = cva(
  "inline-flex h-5 max-w-full shrink-0 items-center whitespace-nowrap gap-1 rounded-full px-2 font-medium text-xs",
  {
    variants: {
      tone: {
        neutral: "bg-hover text-muted",
        ok: "bg-ok-soft text-ok",
        warn: "bg-warn-soft text-warn",
        info: "bg-info-soft text-info",
        bad: "bg-bad-soft text-bad",
        accent: "bg-accent-soft text-accent",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type ChipTone = NonNullable<VariantProps<typeof chip>["tone"]>;

/** A small rounded word. */
export function Chip({ tone, className, ...rest }: ComponentProps<"span"> & { tone?: ChipTone }) {
  return <span className={cn(chip({ tone }), className)} {...rest} />;
}

/** A count in a filled circle; `label` names what is counted. */
export function Badge({ count, label }: { count: number; label: string }) {
  return (
    <span className="grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1.5 font-semibold text-2xs text-on-accent tabular-nums">
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** A text with some letters marked, such as a search's matches; `at` are their positions. */
export function Marked({ text, at }: { text: string; at: readonly number[] }) {
  if (at.length === 0) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {runsOf([...text], new Set(at)).map((run) =>
        run.isMarked ? (
          <b key={run.from} className="font-semibold text-accent">
            {run.text}
          </b>
        ) : (
          run.text
        ),
      )}
    </bdi>
  );
}

/** The letters as runs of marked and plain ones. */
function runsOf(letters: readonly string[], at: ReadonlySet<number>) {
  const runs: { text: string; isMarked: boolean; from: number }[] = [];
  for (const [from, letter] of letters.entries()) {
    const last = runs.at(-1);
    const isMarked = at.has(from);
    if (last?.isMarked === isMarked) last.text += letter;
    else runs.push({ text: letter, isMarked, from });
  }
  return runs;
}
