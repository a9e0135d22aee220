/** @jsxImportSource preact */
import { useEffect, useRef, useState } from "preact/hooks";
import { useParts } from "./context";

/** Browsers also accept an address without a dot in its domain, which the server does not. */
export const EMAIL_PATTERN = ".+\\.\\D{2,}";

type EmailFormProps = {
  label: string;
  action: string;
  known?: string;
  isOnTop?: boolean;
  /** Returns what to say once it is done. */
  onSubmit: (email: string) => Promise<string>;
  /** What to say where it fails. */
  failure: string;
};

/** A field for an address and a button. */
export function EmailForm({ label, action, known = "", isOnTop, onSubmit, failure }: EmailFormProps) {
  const { t } = useParts();
  const field = useRef<HTMLInputElement>(null);
  const [result, setResult] = useState<{ text: string; isError: boolean } | null>(null);
  // One on top was opened by a button; the other is beside the composer, which has the focus.
  useEffect(() => {
    if (isOnTop) field.current?.focus();
  }, [isOnTop]);
  async function submit(): Promise<void> {
    const { value = "", validity } = field.current ?? {};
    if (!value.trim() || !validity?.valid) return setResult({ text: t("emailInvalid"), isError: true });
    try {
      setResult({ text: await onSubmit(value.trim()), isError: false });
    } catch {
      setResult({ text: failure, isError: true });
    }
  }
  return (
    <form
      class={isOnTop ? "email top" : "email"}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label>
        <span>{label}</span>
        <span class="row">
          <input
            ref={field}
            type="email"
            pattern={EMAIL_PATTERN}
            autoComplete="email"
            defaultValue={known}
            placeholder={t("emailLabel")}
            aria-invalid={result?.isError ?? false}
          />
          <button type="submit" class="primary">
            {action}
          </button>
        </span>
      </label>
      {result && (
        <p class={result.isError ? "bad" : "muted"} role="status">
          {result.text}
        </p>
      )}
    </form>
  );
}
