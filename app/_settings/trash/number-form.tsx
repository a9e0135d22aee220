import { type FormEvent, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";

type NumberFormProps = {
  name: string;
  label: string;
  value: number;
  isAllowed: (number: number) => boolean;
  hintOf: (number: number) => string;
  /** Shown for what is not a whole number, or not allowed. */
  error: string;
  saveLabel: string;
  isPending: boolean;
  onSave: (number: number) => void;
};

/** A whole number with its button. Give it the value as its `key`, so that it follows a change. */
export function NumberForm({
  name,
  label,
  value,
  isAllowed,
  hintOf,
  error,
  saveLabel,
  isPending,
  onSave,
}: NumberFormProps) {
  const [text, setText] = useState(String(value));
  const number = /^\d{1,4}$/.test(text) && isAllowed(Number(text)) ? Number(text) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (number !== null) onSave(number);
  };
  return (
    <form method="post" onSubmit={submit} className="flex max-w-dialog items-start gap-2">
      <Field
        label={label}
        name={name}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        hint={hintOf(number ?? value)}
        error={number === null ? error : undefined}
        className="flex-1"
      />
      <Button
        variant="primary"
        type="submit"
        disabled={number === null || number === value || isPending}
        className="mt-6 h-8.5"
      >
        {saveLabel}
      </Button>
    </form>
  );
}
