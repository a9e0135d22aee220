/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import type { WidgetQuestion } from "@/server/contract/channel/widget";
import { useParts } from "./context";
import { EMAIL_PATTERN } from "./email-form";

type QuestionsProps = {
  questions: readonly WidgetQuestion[];
  onDone: (answers: Record<string, string>) => void;
};

/** The inbox's questions before the first message. */
export function Questions({ questions, onDone }: QuestionsProps) {
  const { t } = useParts();
  const [errors, setErrors] = useState<Record<string, string>>({});
  function submit(form: HTMLFormElement): void {
    const values = new FormData(form);
    const found: Record<string, string> = {};
    const answers: Record<string, string> = {};
    for (const { key, kind, isRequired } of questions) {
      const answer = String(values.get(key) ?? "").trim();
      const input = form.elements.namedItem(key);
      if (!answer && isRequired) found[key] = t("required");
      else if (kind === "email" && input instanceof HTMLInputElement && !input.validity.valid)
        found[key] = t("emailInvalid");
      if (answer) answers[key] = answer;
    }
    setErrors(found);
    if (Object.keys(found).length === 0) onDone(answers);
  }
  return (
    <form
      class="questions"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      <strong>{t("questions")}</strong>
      {questions.map((question) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is in Answer
        <label key={question.key}>
          <span>
            {question.label || t("emailPrompt")}
            {question.isRequired && " *"}
          </span>
          <Answer question={question} isInvalid={Object.hasOwn(errors, question.key)} />
          {errors[question.key] && <span class="bad">{errors[question.key]}</span>}
        </label>
      ))}
      <button type="submit" class="primary">
        {t("startChat")}
      </button>
    </form>
  );
}

function Answer({ question, isInvalid }: { question: WidgetQuestion; isInvalid: boolean }) {
  const { t } = useParts();
  const { key, kind, isRequired, options } = question;
  const shared = { name: key, required: isRequired, "aria-invalid": isInvalid };
  if (kind === "choice")
    return (
      <select {...shared}>
        <option value="">{t("choose")}</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    );
  if (kind === "email")
    return <input {...shared} type="email" pattern={EMAIL_PATTERN} autoComplete="email" maxLength={254} />;
  return <input {...shared} autoComplete={kind === "name" ? "name" : "off"} maxLength={1_000} />;
}
