/** @jsxImportSource preact */
import { useRef, useState } from "preact/hooks";
import { useParts } from "./context";

/** Sends the conversation to an address. */
export function TranscriptForm({ id, email: known }: { id: number; email: string }) {
  const { chat, t } = useParts();
  const field = useRef<HTMLInputElement>(null);
  const [result, setResult] = useState<{ text: string; isError: boolean } | null>(null);
  async function send(): Promise<void> {
    const email = field.current?.value.trim() ?? "";
    if (!email || !field.current?.validity.valid)
      return setResult({ text: t("emailInvalid"), isError: true });
    try {
      await chat.sendTranscript({ conversationId: id, email });
      setResult({ text: t("transcriptSent", { email }), isError: false });
    } catch {
      setResult({ text: t("transcriptFailed"), isError: true });
    }
  }
  return (
    <form
      class="email top"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        <span>{t("transcript")}</span>
        <span class="row">
          <input
            ref={field}
            type="email"
            autoComplete="email"
            defaultValue={known}
            placeholder={t("emailLabel")}
          />
          <button type="submit" class="primary">
            {t("send")}
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
