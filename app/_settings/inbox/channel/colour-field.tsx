"use client";

import { useMemo, useRef } from "react";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { Field } from "@/app/_ui/field";

/** A colour as it is stored. */
export const COLOUR = /^#[0-9a-f]{6}$/i;

type ColourFieldProps = Record<"label" | "name" | "stored", string> &
  Record<"hint" | "error", string | undefined>;

/** A colour, typed or chosen: its square shows it. */
export function ColourField({ label, name, stored, hint, error }: ColourFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  // As the field, the square follows what is stored, unless another colour is entered here.
  const { edits, edit } = useEdits(useMemo(() => ({ colour: stored }), [stored]));
  const colour = edits.colour ?? stored;
  return (
    <div className="relative">
      <Field
        label={label}
        name={name}
        ref={field}
        defaultValue={stored}
        onChange={({ target }) => edit({ colour: target.value })}
        autoComplete="off"
        dir="ltr"
        hint={hint}
        error={error}
      />
      <input
        type="color"
        // For the pointer only: the field has and takes the same.
        aria-hidden
        tabIndex={-1}
        value={COLOUR.test(colour) ? colour : stored}
        onChange={({ target }) => {
          // Before the form reads its fields, which the same event makes it do.
          if (field.current) field.current.value = target.value;
          edit({ colour: target.value });
        }}
        className="absolute end-1.5 top-7.5 size-6 cursor-pointer rounded-xs border-0 bg-transparent p-0"
      />
    </div>
  );
}
