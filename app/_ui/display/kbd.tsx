"use client";

import { type ReactNode, useSyncExternalStore } from "react";
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
        inverted
          ? "border-current/40 bg-transparent text-inherit"
          : "border-line-strong bg-surface text-muted",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

const never = () => () => undefined;
const isMac = () => /mac|iphone|ipad/i.test(navigator.userAgent);

/** Whether the reader's keyboard has a command key. */
export const useIsMac = (): boolean => useSyncExternalStore(never, isMac, () => false);
