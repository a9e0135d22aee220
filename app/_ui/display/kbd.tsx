import type { ReactNode } from "react";
import { cn } from "@/app/_lib/class-names";

/** A key of the keyboard. Decorative: the control around it names what it does. */
export function Kbd({
  inverted = false,
  className,
  children,
}: {
  inverted?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <kbd
      aria-hidden
      className={cn(
        "rounded-xs border px-1.5 font-normal font-sans text-2xs pointer-coarse:hidden",
        inverted ? "border-current/40 text-inherit" : "border-line-strong bg-surface text-muted",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
