"use client";

import { type FormEvent, type ReactNode, type Ref, useImperativeHandle, useRef } from "react";
import { FormEnd } from "@/app/_shared/form-end";
import { Overtaken } from "./overtaken";
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
  /** Others have stored another value of what is chosen in the form; its fields find out themselves. */
  isOvertaken?: boolean;
  /** Follows what is entered and submitted. */
  mark?: UnsavedMark;
  ref?: Ref<HTMLFormElement>;
  children: ReactNode;
};

/** A form of settings on a page: its fields, the refusal, and the button that saves. */
export function SaveForm({
  label,
  save,
  saving,
  onSave,
  onChange,
  isOvertaken = false,
  mark,
  ref,
  children,
}: SaveFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const fields = useStoredFields(form, saving);
  useImperativeHandle<HTMLFormElement | null, HTMLFormElement | null>(ref, () => form.current);
  const change = () => {
    mark?.onEdit();
    onChange?.();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    fields.onSubmit();
    mark?.onSubmit();
    onSave(new FormData(event.currentTarget));
  };
  return (
    <form
      ref={form}
      method="post"
      aria-label={label}
      onSubmit={submit}
      onChange={change}
      className="flex max-w-dialog flex-col gap-4"
    >
      {children}
      <Overtaken isOvertaken={(isOvertaken && !saving.isPending) || fields.isOvertaken} />
      <FormEnd saving={saving} className="self-start">
        {save}
      </FormEnd>
    </form>
  );
}
