/** @jsxImportSource preact */
import { useRef, useState } from "preact/hooks";
import { useParts } from "./context";

/** Records the visitor's address while no member is online, so that the answer reaches them later. */
export function EmailForm() {
  const { chat, t } = useParts();
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState("");
  async function save(): Promise<void> {
    const { current } = field;
    const email = current?.value.trim() ?? "";
    if (!email || !current?.validity.valid) return setError(t("emailInvalid"));
    try {
      await chat.changeContact({ email });
    } catch (cause) {
      setError((cause instanceof Error && cause.message) || t("emailInvalid"));
    }
  }
  return (
    <form
      class="email"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        <span>{t("emailPrompt")}</span>
        <span class="row">
          <input ref={field} type="email" autoComplete="email" placeholder={t("emailLabel")} aria-invalid={error !== ""} />
          <button type="submit" class="primary">
            {t("save")}
          </button>
        </span>
      </label>
      {error && (
        <p class="bad" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
