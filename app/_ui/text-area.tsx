import { type ComponentProps, useId } from "react";
import { cn } from "@/app/_lib/class-names";

type TextAreaProps = Omit<ComponentProps<"textarea">, "id"> & {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
};

/** A labelled field of several lines with a hint and its error below. */
export function TextArea({ label, hint, error, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        dir="auto"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
        className="block w-full rounded-s border border-line-strong bg-surface px-2.5 py-1.5 aria-invalid:border-bad"
        {...rest}
      />
      <p id={`${id}-note`} className={cn("mt-1 text-sm", error === undefined ? "text-muted" : "text-bad")}>
        {error ?? hint}
      </p>
    </div>
  );
}
