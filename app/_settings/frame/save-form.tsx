"use client";

import type { FormEvent, ReactNode } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { Button } from "@/app/_ui/button";

type SaveFormProps = {
  label: string;
  /** The words of the button. */
  save: string;
  /** The mutation that saves. */
  saving: { error: unknown; isPending: boolean };
  onSave: (given: FormData) => void;
  /** A field has changed. */
  onChange?: () => void;
  children: ReactNode;
};

/** A form of settings on a page: its fields, the refusal, and the button that saves. */
export function SaveForm({ label, save, saving, onSave, onChange, children }: SaveFormProps) {
  const errorText = useErrorText();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave(new FormData(event.currentTarget));
  };
  return (
    <form
      method="post"
      aria-label={label}
      onSubmit={submit}
      onChange={onChange}
      className="flex max-w-dialog flex-col gap-4"
    >
      {children}
      {saving.error ? (
        <p role="alert" className="text-bad">
          {errorText(saving.error)}
        </p>
      ) : null}
      <Button variant="primary" type="submit" disabled={saving.isPending} className="self-start">
        {save}
      </Button>
    </form>
  );
}
