"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { isComposing } from "@/app/_lib/is-composing";
import {
  fieldKindOf,
  textOfValue,
  useFaultText,
  valueOfText,
} from "@/app/_shared/attributes/attribute-value";
import { DayInput } from "@/app/_shared/date/date-field";
import { Select } from "@/app/_ui/select";
import { TYPED_ATTRIBUTE_VALUE_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { isWebUrl } from "@/server/contract/organising/constants";
import type { AttributeValue } from "./use-set-attributes";

export const IN_PLACE_FIELD =
  "h-7.5 min-w-0 rounded-s border border-transparent bg-transparent px-1.5 hover:border-line focus:border-line-strong focus:bg-surface placeholder:text-faint aria-invalid:border-bad pointer-coarse:h-10";

type DefinedLineProps = {
  definition: AttributeDefinitionDto;
  /** As stored; undefined where there is none. */
  value: unknown;
  /** Saves a value; undefined removes it. */
  onSave: (value: AttributeValue | undefined, onRefused: (error: unknown) => void) => void;
};

/** The value of a defined attribute, with the field of its type. A value that does not fit is not saved, and says why. */
export function DefinedLine({ definition, value, onSave }: DefinedLineProps) {
  const t = useTranslations("attributes");
  const id = useId();
  const faultText = useFaultText();
  const { kind, displayName: name, description } = definition;
  const stored = textOfValue(kind, value);
  const [text, setText] = useState(stored);
  const [fault, setFault] = useState<string>();
  const save = (typed: string) => {
    const reason = typed === stored ? undefined : faultText(definition, typed);
    setFault(reason);
    if (typed === stored || reason !== undefined) return;
    onSave(valueOfText(kind, typed), (error) => setFault(faultText(definition, typed, error)));
  };
  const reset = () => {
    setText(stored);
    setFault(undefined);
  };
  return (
    <li className="flex flex-wrap items-center gap-x-1 py-0.5">
      <label
        htmlFor={id}
        className="basis-full text-muted text-xs wrap-anywhere"
        title={description ?? undefined}
      >
        <bdi>{name}</bdi>
      </label>
      <ValueField
        id={id}
        definition={definition}
        stored={stored}
        text={text}
        noteId={fault === undefined ? undefined : `${id}-fault`}
        onChange={setText}
        onSave={save}
        onReset={reset}
      />
      {kind === "link" && isWebUrl(stored) ? (
        <a
          href={stored}
          target="_blank"
          rel="noreferrer noopener"
          aria-label={t("openLink", { name })}
          className="grid size-6 shrink-0 place-items-center rounded-s text-muted hover:bg-hover pointer-coarse:size-10"
        >
          <ExternalLink size={13} aria-hidden />
        </a>
      ) : null}
      {fault === undefined ? null : (
        <p id={`${id}-fault`} role="alert" className="basis-full text-bad text-sm" dir="auto">
          {fault}
        </p>
      )}
    </li>
  );
}

type ValueFieldProps = {
  id: string;
  definition: AttributeDefinitionDto;
  stored: string;
  text: string;
  /** Of the text that says what is wrong. */
  noteId: string | undefined;
  onChange: (text: string) => void;
  onSave: (text: string) => void;
  onReset: () => void;
};

const TYPES = { text: "text", number: "number", link: "url" } as const;

function ValueField({ id, definition, stored, text, noteId, onChange, onSave, onReset }: ValueFieldProps) {
  const t = useTranslations("attributes");
  const { kind, choices } = definition;
  const shown = fieldKindOf(kind, stored);
  const shared = {
    id,
    value: text,
    "aria-invalid": noteId !== undefined,
    "aria-describedby": noteId,
    className: cn(IN_PLACE_FIELD, "-ml-1.5 flex-1", text === "" && "text-faint"),
  };
  if (shown === "checkbox" || (shown === "list" && choices.length > 0)) {
    const known = shown === "list" ? choices : ["true", "false"];
    const labelOf = (choice: string) => (shown === "list" ? choice : t(choice === "true" ? "yes" : "no"));
    const all = stored === "" || known.includes(stored) ? known : [stored, ...known];
    return (
      <Select
        {...shared}
        options={[{ value: "", label: t("none") }, ...all.map((value) => ({ value, label: labelOf(value) }))]}
        onChange={(chosen) => {
          onChange(chosen);
          onSave(chosen);
        }}
      />
    );
  }
  if (shown === "date") {
    const { value: day, className, ...input } = shared;
    return (
      <DayInput
        {...input}
        day={day}
        emptyMark="–"
        onChange={(chosen) => {
          onChange(chosen);
          onSave(chosen);
        }}
        className="min-w-0 flex-1"
        inputClassName={className}
      />
    );
  }
  return (
    <input
      {...shared}
      type={TYPES[shown === "list" ? "text" : shown]}
      step={shown === "number" ? "any" : undefined}
      maxLength={TYPED_ATTRIBUTE_VALUE_CHARS_MAX}
      placeholder="–"
      dir="auto"
      onChange={({ target }) => onChange(target.value)}
      onBlur={() => onSave(text)}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") onReset();
      }}
    />
  );
}
