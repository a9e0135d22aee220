"use client";

import { useRef } from "react";

/** Whether a form has changes that are not saved: those after its last submit, once that is saved. */
export type UnsavedMark = { onEdit: () => void; onSubmit: () => void; onSaved: () => void };

export function useUnsavedMark(onUnsaved: (isUnsaved: boolean) => void): UnsavedMark {
  const edits = useRef(0);
  const submitted = useRef(0);
  return {
    onEdit() {
      edits.current += 1;
      onUnsaved(true);
    },
    onSubmit() {
      submitted.current = edits.current;
    },
    onSaved: () => onUnsaved(edits.current !== submitted.current),
  };
}
