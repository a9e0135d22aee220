"use client";

import { type RefObject, useEffect, useRef, useState } from "react";

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
 * A browser shows what was once entered in a field for good, and React's first value counts as entered. This shows what is stored
 * in each field that nobody has changed since it was shown or saved, which others and the server may store otherwise later.
 * `onSubmit` is called before the form is saved; `isOvertaken`: others have stored another value of a field that is edited here.
 */
export function useStoredFields(
  form: RefObject<HTMLFormElement | null>,
  { error, isPending }: { error: unknown; isPending: boolean },
) {
  const submitted = useRef(new Map<Field, string>());
  const shown = useRef(new WeakMap<Field, string>());
  const wasPending = useRef(false);
  const [isOvertaken, setOvertaken] = useState(false);
  useEffect(() => {
    const isSaved = wasPending.current && !isPending && !error;
    wasPending.current = isPending;
    if (isSaved) for (const [field, value] of submitted.current) shown.current.set(field, value);
    let isOver = false;
    for (const field of form.current ? fieldsOf(form.current) : []) {
      const value = shown.current.get(field) ?? stored(field);
      const isEdited = entered(field) !== value;
      if (!isEdited && stored(field) !== value) showStored(field);
      if (!isEdited) shown.current.set(field, stored(field));
      else shown.current.set(field, value);
      isOver ||= isEdited && stored(field) !== value && stored(field) !== entered(field);
    }
    setOvertaken(isOver && !isPending);
  });
  return {
    isOvertaken,
    onSubmit() {
      submitted.current = new Map(
        form.current && fieldsOf(form.current).map((field) => [field, entered(field)]),
      );
    },
  };
}
