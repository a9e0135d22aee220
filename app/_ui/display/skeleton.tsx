import { cn } from "@/app/_lib/class-names";

/** A placeholder while something is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block animate-pulse rounded-s bg-hover", className)} />;
}
