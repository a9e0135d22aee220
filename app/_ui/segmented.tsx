import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/class-names";

type SegmentedProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  disabled?: boolean;
  onChange: (value: V) => void;
};

/** One of a few choices side by side: native radios, so arrow keys and forms work. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  disabled = false,
  onChange,
}: SegmentedProps<V>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="flex flex-wrap gap-1.5">
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            "inline-flex h-7.5 cursor-pointer pointer-coarse:h-10 items-center rounded-s border px-2.5 font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:opacity-55",
            option.value === value
              ? "border-accent bg-accent-soft text-accent"
              : "border-line-strong bg-surface hover:bg-hover",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}

type SegmentedFieldProps<V extends string> = ComponentProps<typeof Segmented<V>> & { hint?: ReactNode };

/** One of a few choices below their label, with a hint. */
export const SegmentedField = <V extends string>({ hint, ...props }: SegmentedFieldProps<V>) => (
  <div>
    <p className="mb-1 font-medium">{props.label}</p>
    <Segmented {...props} />
    {hint === undefined ? null : <p className="mt-1 max-w-prose text-muted text-sm">{hint}</p>}
  </div>
);
