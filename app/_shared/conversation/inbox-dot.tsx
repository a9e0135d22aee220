import { cn } from "@/app/_lib/class-names";

const TONES = ["bg-ok", "bg-accent", "bg-warn", "bg-info", "bg-bad"];

/** A dot in the inbox's colour. */
export function InboxDot({ inboxId, className }: { inboxId: number; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn("size-2 shrink-0 rounded-full", TONES[inboxId % TONES.length], className)}
    />
  );
}
