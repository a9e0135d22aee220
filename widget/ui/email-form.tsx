/** @jsxImportSource preact */
import { useRef, useState } from "preact/hooks";
import { Refused } from "@/widget/net/client";
import { useParts } from "./context";

/** Records the visitor's address while no member is online, so that the answer reaches them later. */
export function EmailForm({ known }: { known: string | null }) {
  const { chat, t } = useParts();
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState("");
  const [isSaved, setSaved] = useState(false);
  async function save(): Promise<void> {
    const { current } = field;
    const email = current?.value.trim() ?? "";
    if (!email || !current?.validity.valid) return setError(t("emailInvalid"));
    try {
      await chat.changeContact({ email });
      setSaved(true);
    } catch (cause) {
      setError(t(cause instanceof Refused ? "emailInvalid" : "saveFailed"));
    }
  }
  if (known && !isSaved) return null;
  if (known)
    return (
      <p class="notice" role="status">
        {t("emailSaved", { email: known })}
      </p>
    );
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
          <input
            ref={field}
            type="email"
            autoComplete="email"
            placeholder={t("emailLabel")}
            aria-invalid={error !== ""}
          />
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
