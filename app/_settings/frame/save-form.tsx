"use client";

import { type FormEvent, type ReactNode, type Ref, useEffect, useRef } from "react";
import { FormEnd } from "@/app/_shared/form-end";
import { useStoredFields } from "./use-stored-fields";

type SaveFormProps = {
  label: string;
  /** The words of the button. */
  save: string;
  /** The mutation that saves. */
  saving: { error: unknown; isPending: boolean };
  onSave: (given: FormData) => void;
  /** A field has changed; once more when a save ends during which one did. */
  onChange?: () => void;
  ref?: Ref<HTMLFormElement>;
  children: ReactNode;
};

/** A form of settings on a page: its fields, the refusal, and the button that saves. */
export function SaveForm({ label, save, saving, onSave, onChange, ref, children }: SaveFormProps) {
  const isTypedSince = useRef(false);
  const { isPending } = saving;
  const follow = useStoredFields(saving);
  useEffect(() => {
    if (isPending || !isTypedSince.current) return;
    isTypedSince.current = false;
    onChange?.(); // the save that ended was of what the form had before
  }, [isPending, onChange]);
  const change = () => {
    isTypedSince.current = isPending;
    onChange?.();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    follow(event.currentTarget);
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
