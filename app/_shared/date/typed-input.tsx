"use client";

import { type ComponentProps, type Ref, useState } from "react";

type TypedInputProps = Omit<ComponentProps<"input">, "value" | "onChange" | "type"> & {
  ref?: Ref<HTMLInputElement>;
  /** The value that is shown while nothing else is typed; empty = none. */
  value: string;
  format: (value: string) => string;
  /** The value of a text; null if it has none. */
  parse: (text: string) => string | null;
  /** What the form says about a text without a value. */
  fault: string;
  onChange: (value: string) => void;
};

/** A text that stands for a value: read when the reader leaves the field or presses Enter, reset by Escape. */
export function TypedInput({ value, format, parse, fault, onChange, ...input }: TypedInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [isUnreadable, setUnreadable] = useState(false);
  const mark = (field: HTMLInputElement, isFault: boolean) => {
    field.setCustomValidity(isFault ? fault : "");
    setUnreadable(isFault);
  };
  const read = (field: HTMLInputElement) => {
    if (typed === null) return;
    const next = typed.trim() === "" ? "" : parse(typed);
    mark(field, next === null);
    if (next === null) return;
    setTyped(null);
    if (next !== value) onChange(next);
  };
  const reset = (field: HTMLInputElement) => {
    mark(field, false);
    setTyped(null);
  };
  return (
    <input
      autoComplete="off"
      {...input}
      type="text"
      aria-invalid={isUnreadable || input["aria-invalid"]}
      value={typed ?? format(value)}
      onChange={({ target }) => {
        mark(target, false);
        setTyped(target.value);
      }}
      onBlur={(event) => {
        read(event.currentTarget);
        input.onBlur?.(event);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") read(event.currentTarget);
        if (event.key === "Escape" && typed !== null) {
          event.stopPropagation();
          reset(event.currentTarget);
        }
        input.onKeyDown?.(event);
      }}
    />
  );
}
