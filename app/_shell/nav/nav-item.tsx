import type { ReactNode } from "react";
import { cn } from "@/app/_lib/class-names";

/** The classes of a link in the left column. */
export const navItem = (className?: string): string =>
  cn(
    "flex h-7 items-center gap-2 rounded-s px-2 font-medium text-muted hover:bg-hover pointer-coarse:h-10",
    "aria-[current=page]:bg-surface aria-[current=page]:text-fg aria-[current=page]:ring-1 aria-[current=page]:ring-line",
    className,
  );

/** The name, with a count at the end. */
export function NavLabel({ children, count }: { children: ReactNode; count?: string | undefined }) {
  return (
    <>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {count === undefined ? null : <span className="text-faint text-xs tabular-nums">{count}</span>}
    </>
  );
}

/** A heading over a group of links. */
export function NavHeading({ children }: { children: ReactNode }) {
  return <h2 className="px-2 pt-3 pb-1 font-medium text-faint text-xs tracking-normal">{children}</h2>;
}
