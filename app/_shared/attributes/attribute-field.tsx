"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { DateField } from "@/app/_shared/date/date-field";
import { Field } from "@/app/_ui/field";
import { Select } from "@/app/_ui/select";
import { TYPED_ATTRIBUTE_VALUE_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { fieldKindOf } from "./attribute-value";

type AttributeFieldProps = {
  definition: AttributeDefinitionDto;
  /** As stored, before editing: it decides the kind of the field. */
  stored: string;
  text: string;
  onChange: (text: string) => void;
  /** Why the server refused what was typed. */
  error?: string | undefined;
};

const TYPES = { text: "text", number: "number", link: "url" } as const;

/** The field of a defined attribute: the browser checks the value by its kind, the server by its pattern too. */
export function AttributeField({ definition, stored, text, onChange, error }: AttributeFieldProps) {
  const id = useId();
  const { displayName, description, kind, patternHint, choices } = definition;
  const shown = fieldKindOf(kind, stored);
  if (shown === "checkbox")
    return (
      <div className="my-1">
        <label className="flex cursor-pointer items-center gap-2 font-medium pointer-coarse:min-h-10">
          <input
            type="checkbox"
            checked={text === "true"}
            onChange={({ target }) => onChange(String(target.checked))}
            aria-describedby={`${id}-note`}
            className="size-4 shrink-0 accent-accent"
          />
          <bdi>{displayName}</bdi>
        </label>
        <Note id={id}>{error ?? description}</Note>
      </div>
    );
  if (shown === "list" && choices.length > 0)
    return (
      <div className="mb-1">
        <label htmlFor={id} className="mb-1 block font-medium">
          <bdi>{displayName}</bdi>
        </label>
        <ChoiceSelect id={id} choices={choices} stored={stored} text={text} onChange={onChange} />
        <Note id={id}>{error ?? description}</Note>
      </div>
    );
  if (shown === "date")
    return (
      <DateField
        label={displayName}
        value={text}
        onChange={onChange}
        hint={patternHint ?? description}
        error={error}
      />
    );
  return (
    <Field
      label={displayName}
      type={TYPES[shown === "list" ? "text" : shown]}
      step={shown === "number" ? "any" : undefined}
      value={text}
      onChange={({ target }) => onChange(target.value)}
      maxLength={TYPED_ATTRIBUTE_VALUE_CHARS_MAX}
      // A value that is stored already must not stop the rest of the form from being saved.
      pattern={shown === "link" && text !== stored ? "[Hh][Tt][Tt][Pp][Ss]?://.+" : undefined}
      hint={patternHint ?? description}
      error={error}
      autoComplete="off"
      dir="auto"
    />
  );
}

const Note = ({ id, children }: { id: string; children: string | null }) => (
  <p id={`${id}-note`} className="mt-1 text-muted text-sm" dir="auto">
    {children}
  </p>
);

type ChoiceSelectProps = Omit<AttributeFieldProps, "definition" | "error"> & {
  id: string;
  choices: readonly string[];
};

/** The choices of a list, and the stored value where it is none of them. */
function ChoiceSelect({ id, choices, stored, text, onChange }: ChoiceSelectProps) {
  const t = useTranslations("attributes");
  const all = stored === "" || choices.includes(stored) ? choices : [stored, ...choices];
  return (
    <Select
      id={id}
      value={text}
      options={[{ value: "", label: t("none") }, ...all.map((value) => ({ value, label: value }))]}
      onChange={onChange}
      aria-describedby={`${id}-note`}
    />
  );
}
