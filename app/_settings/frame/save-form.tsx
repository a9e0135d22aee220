"use client";

import type { FormEvent, ReactNode, Ref } from "react";
import { FormEnd } from "@/app/_shared/form-end";
import { useStoredFields } from "./use-stored-fields";
import type { UnsavedMark } from "./use-unsaved-mark";

type SaveFormProps = {
  label: string;
  /** The words of the button. */
  save: string;
  /** The mutation that saves. */
  saving: { error: unknown; isPending: boolean };
  onSave: (given: FormData) => void;
  /** Called when a field changes. */
  onChange?: () => void;
  /** Follows what is entered and submitted. */
  mark?: UnsavedMark;
  ref?: Ref<HTMLFormElement>;
  children: ReactNode;
};

/** A form of settings on a page: its fields, the refusal, and the button that saves. */
export function SaveForm({ label, save, saving, onSave, onChange, mark, ref, children }: SaveFormProps) {
  const follow = useStoredFields(saving);
  const change = () => {
    mark?.onEdit();
    onChange?.();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    follow(event.currentTarget);
    mark?.onSubmit();
    onSave(new FormData(event.currentTarget));
  };
  return (
    <form
      ref={ref}
      method="post"
      aria-label={label}
      onSubmit={submit}
      onChange={change}
      className="flex max-w-dialog flex-col gap-4"
    >
      {children}
      <FormEnd saving={saving} className="self-start">
        {save}
      </FormEnd>
    </form>
  );
}
