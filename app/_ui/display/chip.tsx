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
