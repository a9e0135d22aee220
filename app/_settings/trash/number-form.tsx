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

/** A whole number with its button. It follows a change of the value, unless another number is typed. */
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
  /** What is typed over the value, or null. */
  const [typed, setTyped] = useState<string | null>(null);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if (typed !== null && Number(typed) === value) setTyped(null);
  }
  const text = typed ?? String(value);
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
        onChange={({ currentTarget }) =>
          setTyped(currentTarget.value === String(value) ? null : currentTarget.value)
        }
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
