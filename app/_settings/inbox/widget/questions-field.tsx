"use client";

import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button, IconButton } from "@/app/_ui/button";
import { Check } from "@/app/_ui/check";
import { Field, TextArea } from "@/app/_ui/field";
import { SelectField } from "@/app/_ui/select";
import { newQuestion, QUESTION_KINDS, type QuestionDraft } from "./question-draft";

/** As many as the settings take. */
const QUESTIONS_MAX = 10;
const LABEL_CHARS_MAX = 200;

type QuestionsFieldProps = {
  title: string;
  hint: string | undefined;
  questions: readonly QuestionDraft[];
  onChange: (questions: QuestionDraft[]) => void;
};

/** The questions before the first message: added, changed, moved up and removed. */
export function QuestionsField({ title, hint, questions, onChange }: QuestionsFieldProps) {
  const t = useTranslations("settings.widget.question");
  const add = () => onChange([...questions, newQuestion(1 + Math.max(-1, ...questions.map(({ id }) => id)))]);
  const moveUp = (at: number) =>
    onChange(
      questions.flatMap((one, i) => (i === at - 1 ? [questions[at] ?? one, one] : i === at ? [] : [one])),
    );
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{title}</legend>
      {hint === undefined ? null : <p className="mb-2 max-w-prose text-muted text-sm">{hint}</p>}
      <ol className="flex flex-col gap-3">
        {questions.map((question, at) => (
          <li key={question.id} className="rounded-m border border-line p-3">
            <QuestionFields
              number={at + 1}
              question={question}
              onChange={(next) => onChange(questions.map((one) => (one.id === next.id ? next : one)))}
              onMoveUp={at === 0 ? null : () => moveUp(at)}
              onRemove={() => onChange(questions.filter(({ id }) => id !== question.id))}
            />
          </li>
        ))}
      </ol>
      <Button className="mt-3" disabled={questions.length >= QUESTIONS_MAX} onClick={add}>
        <Plus size={15} aria-hidden />
        {t("add")}
      </Button>
    </fieldset>
  );
}

type QuestionFieldsProps = {
  number: number;
  question: QuestionDraft;
  onChange: (question: QuestionDraft) => void;
  onMoveUp: (() => void) | null;
  onRemove: () => void;
};

function QuestionFields({ number, question, onChange, onMoveUp, onRemove }: QuestionFieldsProps) {
  const t = useTranslations("settings.widget.question");
  const { key, label, kind, isRequired, options } = question;
  const isOfConversation = kind === "text" || kind === "choice";
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-end gap-1">
        <Field
          className="flex-1"
          label={t("label", { number })}
          value={label}
          required
          pattern=".*\S.*"
          maxLength={LABEL_CHARS_MAX}
          autoComplete="off"
          dir="auto"
          onChange={({ target }) => onChange({ ...question, label: target.value })}
        />
        <IconButton
          label={t("moveUp", { number })}
          disabled={onMoveUp === null}
          onClick={() => onMoveUp?.()}
          className="mb-1.5"
        >
          <ArrowUp size={15} aria-hidden />
        </IconButton>
        <IconButton label={t("remove", { number })} onClick={onRemove} className="mb-1.5">
          <Trash2 size={15} aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <SelectField
          className="min-w-0 flex-1"
          label={t("kind")}
          value={kind}
          options={QUESTION_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          onChange={(next) => onChange({ ...question, kind: next })}
        />
        <Check
          checked={isRequired}
          onChange={({ target }) => onChange({ ...question, isRequired: target.checked })}
        >
          {t("required")}
        </Check>
      </div>
      {kind === "choice" ? (
        <TextArea
          label={t("options")}
          rows={3}
          required
          value={options.join("\n")}
          hint={t("onePerLine")}
          onChange={({ target }) => onChange({ ...question, options: target.value.split("\n") })}
        />
      ) : null}
      {key !== "" && isOfConversation ? (
        <p className="text-muted text-sm">
          {t.rich("savedAs", { key, code: (text) => <code className="font-mono">{text}</code> })}
        </p>
      ) : null}
    </div>
  );
}
