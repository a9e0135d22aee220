"use client";

import { useEffect, useRef } from "react";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Fields that have their own value: hidden ones and radios show what the form around them has. */
const fieldsOf = (form: HTMLFormElement): Field[] =>
  [...form.querySelectorAll<Field>("input[name], textarea[name]")].filter(
    ({ type }) => type !== "hidden" && type !== "radio",
  );

const isBox = (field: Field): field is HTMLInputElement => field.type === "checkbox";
const entered = (field: Field): string => (isBox(field) ? String(field.checked) : field.value);
const stored = (field: Field): string => (isBox(field) ? String(field.defaultChecked) : field.defaultValue);

function showStored(field: Field): void {
  if (isBox(field)) field.checked = field.defaultChecked;
  else field.value = field.defaultValue;
}

/**
 * A browser shows what was once entered in a field for good. After a save this shows what is stored, which the server may have
 * written otherwise, and what others store later, in the fields that nobody has changed since. Returns what a submit calls.
 */
export function useStoredFields({ error, isPending }: { error: unknown; isPending: boolean }) {
  const submitted = useRef(new Map<Field, string>());
  const shown = useRef(new Map<Field, string>());
  const wasPending = useRef(false);
  useEffect(() => {
    const isSaved = wasPending.current && !isPending && !error;
    wasPending.current = isPending;
    if (isSaved) for (const [field, value] of submitted.current) shown.current.set(field, value);
    for (const [field, value] of shown.current) {
      if (!field.isConnected) shown.current.delete(field);
      if (entered(field) !== value || stored(field) === value) continue;
      showStored(field);
      shown.current.set(field, stored(field));
    }
  });
  return (form: HTMLFormElement) => {
    submitted.current = new Map(fieldsOf(form).map((field) => [field, entered(field)]));
  };
}
