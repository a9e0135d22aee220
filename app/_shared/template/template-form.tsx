"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalDetailOf, useErrorText } from "@/app/_lib/refusal-text";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import {
  type ChannelTemplate,
  type TemplateParameters,
  templateText,
} from "@/server/contract/channel/template-text";

const PARTS = ["header", "body", "buttons"] as const;
type Part = (typeof PARTS)[number];
const VALUE_CHARS_MAX = 2_000;

/** A template with its values, as it is sent. */
export type FilledTemplate = Pick<ChannelTemplate, "name" | "language"> & { parameters: TemplateParameters };

export type TemplateSending = {
  send: (template: FilledTemplate) => void;
  isPending: boolean;
  error: unknown;
  /** Removes the error. */
  reset: () => void;
};

type TemplateFormProps = { template: ChannelTemplate; sending: TemplateSending; onBack: () => void };

/** A field for each value that a template needs, the message as it will read, and sending it. */
export function TemplateForm({ template, sending, onBack }: TemplateFormProps) {
  const t = useTranslations("composer.template");
  const errorText = useErrorText();
  const { values, change } = useValues(template);
  const { send, isPending, error } = sending;
  const labelOf = (part: Part, name: string, at: number) => {
    const kind = kindOf(template, part, at);
    return t(`value.${kind}`, { name: kind === "header" || kind === "body" ? `{{${name}}}` : name });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { name, language } = template;
    if (!isPending) send({ name, language, parameters: trimmed(values) });
  };
  const fields = PARTS.flatMap((part) => template.parameters[part].map((name, at) => ({ part, name, at })));
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-3">
      {fields.map(({ part, name, at }, i) => (
        <Field
          key={`${part} ${name} ${at}`}
          label={labelOf(part, name, at)}
          autoFocus={i === 0}
          required
          dir="auto"
          autoComplete="off"
          maxLength={VALUE_CHARS_MAX}
          type={kindOf(template, part, at) === "file" ? "url" : "text"}
          value={values[part][at] ?? ""}
          onChange={({ target }) => change(part, at, target.value)}
        />
      ))}
      <Preview template={template} values={values} />
      {error ? (
        <p role="alert" className="wrap-anywhere text-bad text-sm">
          {[errorText(error), refusalDetailOf(error)].filter(Boolean).join(" ")}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onBack}>{t("back")}</Button>
        <Button variant="primary" type="submit" disabled={isPending} autoFocus={fields.length === 0}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

type ValueKind = "file" | "place" | "header" | "body" | "buttons" | "products";

/** `at`: which one of its part's values. */
function kindOf({ header, buttons = [] }: ChannelTemplate, part: Part, at: number): ValueKind {
  const button = buttons.filter(({ value }) => value === "required")[at];
  if (part === "buttons" && button?.type === "MPM") return "products";
  if (part !== "header" || header?.format === "text") return part;
  return header?.format === "location" ? "place" : "file";
}

/** The values as they are typed. */
function useValues({ parameters }: ChannelTemplate) {
  const [values, setValues] = useState<TemplateParameters>(() => ({
    header: parameters.header.map(() => ""),
    body: parameters.body.map(() => ""),
    buttons: parameters.buttons.map(() => ""),
  }));
  const change = (part: Part, at: number, value: string) =>
    setValues({ ...values, [part]: values[part].with(at, value) });
  return { values, change };
}

const trimmed = ({ header, body, buttons }: TemplateParameters): TemplateParameters => {
  const trim = (values: readonly string[]) => values.map((value) => value.trim());
  return { header: trim(header), body: trim(body), buttons: trim(buttons) };
};

/** A variable that has no value yet. */
const VARIABLE = /(\{\{[^{}]+\}\})/;

/** What the customer will read; a variable without a value is shown as such. */
function Preview({ template, values }: { template: ChannelTemplate; values: TemplateParameters }) {
  const t = useTranslations("composer.template");
  const { header, buttons = [] } = template;
  return (
    <section aria-label={t("preview")} className="rounded-m border border-line bg-surface px-3.5 py-2.5">
      <p aria-hidden className="mb-1 font-medium text-faint text-xs">
        {t("preview")}
      </p>
      {header && header.format !== "text" ? (
        <p className="mb-1 text-muted text-sm">{t("above", { format: header.format })}</p>
      ) : null}
      <p className="whitespace-pre-wrap wrap-anywhere" dir="auto">
        {templateText(template, values)
          .split(VARIABLE)
          .map((piece, at) =>
            at % 2 === 0 ? (
              piece
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place in the text.
              <span key={at} className="rounded-xs bg-hover px-1 text-muted">
                {piece}
              </span>
            ),
          )}
      </p>
      {buttons.length > 0 ? (
        <ul aria-label={t("buttons")} className="mt-2 flex flex-wrap gap-1.5">
          {buttons.map(({ text }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a template never change.
            <li key={at} className="rounded-s border border-line px-2 py-0.5 text-muted text-sm" dir="auto">
              {text}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
