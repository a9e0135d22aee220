"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { newId } from "@/app/_lib/new-id";
import { textOfValue, valueOfText } from "@/app/_shared/attributes/attribute-value";
import { Button, IconButton } from "@/app/_ui/button";
import { FIELD } from "@/app/_ui/field";
import type { ContactDto } from "@/server/contract/_shared/dto";
import {
  TYPED_ATTRIBUTE_NAME_CHARS_MAX,
  TYPED_ATTRIBUTE_VALUE_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";

type Attributes = ContactDto["customAttributes"];

/** A field that a member may edit: its name and its value as text. */
export type AttributeLine = { id: string; name: string; value: string };

/** Text, number or boolean values. Values of other types are left unchanged. */
const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

export const linesOf = (attributes: Attributes): AttributeLine[] =>
  Object.entries(attributes).flatMap(([name, value]) =>
    isPlain(value) ? [{ id: name, name, value: String(value) }] : [],
  );

/**
 * The attributes after editing: those of now, with the lines that were changed since they were shown. What others have changed
 * meanwhile stays, and an unchanged value keeps its type.
 */
export function attributesFrom(
  lines: readonly AttributeLine[],
  { shown, now }: { shown: Attributes; now: Attributes },
): Attributes {
  const typed = lines.map(({ id, name, value }) => ({ id, name: name.trim(), value: value.trim() }));
  const isUnchanged = ({ id, name, value }: AttributeLine) =>
    name === id && isPlain(shown[id]) && String(shown[id]).trim() === value;
  const unchanged = new Set(typed.filter(isUnchanged).map(({ name }) => name));
  const kept = Object.entries(now).filter(([name]) => unchanged.has(name) || !isPlain(shown[name]));
  const written = typed
    .filter((line) => !isUnchanged(line) && line.name !== "" && line.value !== "")
    .map(({ name, value }) => {
      const known = now[name];
      return [name, isPlain(known) && String(known) === value ? known : value] as const;
    });
  return Object.fromEntries([...kept, ...written]);
}

/** The attributes with what was typed into the fields of the defined ones; an empty field removes its attribute. */
export function withTyped(
  attributes: Attributes,
  definitions: readonly Pick<AttributeDefinitionDto, "key" | "kind">[],
  typed: Readonly<Record<string, string>>,
): Attributes {
  const changed = definitions.flatMap(({ key, kind }) => {
    const text = typed[key];
    return text === undefined || text === textOfValue(kind, attributes[key]) ? [] : [{ key, kind, text }];
  });
  const kept = Object.entries(attributes).filter(([name]) => !changed.some(({ key }) => key === name));
  const written = changed.flatMap(({ key, kind, text }): [string, string | number | boolean][] => {
    const value = valueOfText(kind, text);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries([...kept, ...written]);
}

const LINES_MAX = 50;

/** The custom fields without a definition: a name and a value each. */
export function AttributeFields({
  lines,
  definedKeys,
  onChange,
}: {
  lines: readonly AttributeLine[];
  /** Their fields are the form's. */
  definedKeys: readonly string[];
  onChange: (lines: AttributeLine[]) => void;
}) {
  const t = useTranslations("contacts");
  const set = (id: string, patch: Partial<AttributeLine>) =>
    onChange(lines.map((line) => (line.id === id ? { ...line, ...patch } : line)));
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("attributes")}</legend>
      <ul className="flex flex-col gap-1.5">
        {lines
          // The name that a line began with: while a new one is typed it may look like a defined one.
          .filter(({ id }) => !definedKeys.includes(id))
          .map((line) => (
            <li key={line.id} className="flex items-center gap-1.5">
              <input
                value={line.name}
                onChange={(event) => set(line.id, { name: event.target.value })}
                aria-label={t("attributeName")}
                placeholder={t("attributeName")}
                maxLength={TYPED_ATTRIBUTE_NAME_CHARS_MAX}
                dir="auto"
                className={FIELD}
              />
              <input
                value={line.value}
                onChange={(event) => set(line.id, { value: event.target.value })}
                aria-label={t("attributeValue", { name: line.name })}
                placeholder={t("value")}
                maxLength={TYPED_ATTRIBUTE_VALUE_CHARS_MAX}
                dir="auto"
                className={FIELD}
              />
              <IconButton
                label={t("removeAttribute", { name: line.name })}
                onClick={() => onChange(lines.filter(({ id }) => id !== line.id))}
              >
                <X size={14} aria-hidden />
              </IconButton>
            </li>
          ))}
      </ul>
      {lines.length < LINES_MAX ? (
        <Button
          size="sm"
          variant="ghost"
          className="mt-1.5"
          onClick={() => onChange([...lines, { id: newId(), name: "", value: "" }])}
        >
          <Plus size={13} aria-hidden />
          {t("addAttribute")}
        </Button>
      ) : null}
    </fieldset>
  );
}
