"use client";

import { useId } from "react";
import { FIELD } from "./field";

type SelectFieldProps<V extends string> = {
  label: string;
  name?: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  className?: string;
};

/** A labelled choice of one of several. */
export function SelectField<V extends string>({
  label,
  name,
  value,
  options,
  onChange,
  className,
}: SelectFieldProps<V>) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <select
        id={id}
        name={name}
        value={value}
        onChange={({ target }) => onChange(options.find((one) => one.value === target.value)?.value ?? value)}
        className={FIELD}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}
