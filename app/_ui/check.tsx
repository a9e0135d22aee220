import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/class-names";

type CheckProps = Omit<ComponentProps<"input">, "type"> & {
  hint?: string;
  /** The label. */
  children: ReactNode;
};

/** A check box with its label, and a hint below it. */
export function Check({ hint, className, children, ...rest }: CheckProps) {
  const hintId = useId();
  const box = (
    <label
      className={cn(
        "flex min-h-7 min-w-0 cursor-pointer items-center gap-2 pointer-coarse:min-h-10",
        className,
      )}
    >
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-accent"
        aria-describedby={hint === undefined ? undefined : hintId}
        {...rest}
      />
      {children}
    </label>
  );
  if (hint === undefined) return box;
  return (
    <div>
      {box}
      <p id={hintId} className="ml-6 max-w-prose text-muted text-sm">
        {hint}
      </p>
    </div>
  );
}
