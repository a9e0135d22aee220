import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/class-names";

/** The classes of every one-line field. */
export const FIELD =
  "h-8.5 w-full min-w-0 text-ellipsis rounded-s border border-line-strong bg-surface px-2.5 placeholder:text-faint disabled:opacity-55 aria-invalid:border-bad pointer-coarse:h-10";

type FieldProps = Omit<ComponentProps<"input">, "id"> & {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
};

/** A labelled one-line field with a hint and its error below. */
export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        className={FIELD}
        aria-invalid={error !== undefined}
        aria-describedby={noteId}
        {...rest}
      />
      <p id={noteId} className={cn("mt-1 text-sm", error === undefined ? "text-muted" : "text-bad")}>
        {error ?? hint}
      </p>
    </div>
  );
}

/** A field for a whole number, required unless `required` says otherwise. */
export const WholeNumberField = ({ min = 0, required = true, ...rest }: FieldProps) => (
  <Field type="number" inputMode="numeric" step={1} min={min} required={required} {...rest} />
);

/** The field of a required name: one that is only blanks is none. */
export const NameField = (props: FieldProps) => (
  <Field name="name" required pattern=".*\S.*" autoComplete="off" dir="auto" {...props} />
);

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
