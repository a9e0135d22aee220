import { cn } from "@/app/_lib/class-names";

/** The place of something that is being loaded for the first time. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block animate-pulse rounded-s bg-hover", className)} />;
}
