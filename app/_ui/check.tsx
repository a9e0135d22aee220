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

type TogglesProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: ReactNode }[];
  onChange: (value: V) => void;
  className?: string;
};

/** A choice that immediately changes the content below it; toggles, not ARIA tabs: the panel stays the same one. */
export function Toggles<V extends string>({ label, value, options, onChange, className }: TogglesProps<V>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a visible legend
    <div role="group" aria-label={label} className={cn("flex gap-0.5", className)}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="h-6.5 rounded-s px-2.5 font-medium text-muted pointer-coarse:h-9 hover:text-fg aria-pressed:bg-hover aria-pressed:text-fg"
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
