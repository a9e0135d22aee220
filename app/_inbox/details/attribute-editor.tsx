"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { useAttributeDefinitions } from "@/app/_shared/attributes/attribute-value";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import {
  TYPED_ATTRIBUTE_NAME_CHARS_MAX,
  TYPED_ATTRIBUTE_VALUE_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { DefinedLine, IN_PLACE_FIELD } from "./defined-line";
import { type AttributeValue, textOf, useSetAttributes, valueAs } from "./use-set-attributes";

/** A conversation's custom attributes, the defined ones first, edited in place: Enter or leaving the field saves. */
export function AttributeEditor({ conversation }: { conversation: ConversationDto }) {
  const t = useTranslations("attributes");
  const change = useSetAttributes(conversation.displayId);
  const definitions = useAttributeDefinitions("conversation");
  const { customAttributes } = conversation;
  const isDefined = (name: string) => definitions.some(({ key }) => key === name);
  const others = Object.entries(customAttributes).filter(([name]) => !isDefined(name));
  return (
    <div className="flex flex-col gap-0.5">
      <ul>
        {definitions.map((definition) => (
          <DefinedLine
            // Remounted when another member has changed it.
            key={`${definition.id} ${JSON.stringify(customAttributes[definition.key])}`}
            definition={definition}
            value={customAttributes[definition.key]}
            onSave={(next, onRefused) =>
              change(
                next === undefined ? { remove: [definition.key] } : { set: { [definition.key]: next } },
                onRefused,
              )
            }
          />
        ))}
        {others.map(([name, value]) => (
          <AttributeLine
            // Remounted when another member has changed it.
            key={`${name} ${JSON.stringify(value)}`}
            name={name}
            value={value}
            onSave={(next) => change({ set: { [name]: next } })}
            onRemove={() => change({ remove: [name] })}
          />
        ))}
      </ul>
      <NewAttribute
        isKnown={(name) => Object.hasOwn(customAttributes, name) || isDefined(name)}
        onAdd={(name, value) => change({ set: { [name]: value } })}
        label={t("add")}
      />
    </div>
  );
}

type AttributeLineProps = {
  name: string;
  value: ConversationDto["customAttributes"][string];
  onSave: (value: AttributeValue) => void;
  onRemove: () => void;
};

function AttributeLine({ name, value, onSave, onRemove }: AttributeLineProps) {
  const t = useTranslations("attributes");
  const [text, setText] = useState(textOf(value));
  const isPlain = value === null || typeof value !== "object";
  const save = () => {
    if (text !== textOf(value)) onSave(valueAs(text, value));
  };
  return (
    <li className="group/attribute flex flex-wrap items-center gap-x-1 py-0.5">
      <bdi className="basis-full text-muted text-xs wrap-anywhere">{name}</bdi>
      <input
        aria-label={t("valueOf", { name })}
        value={text}
        readOnly={!isPlain}
        maxLength={isPlain ? TYPED_ATTRIBUTE_VALUE_CHARS_MAX : undefined}
        dir="auto"
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setText(textOf(value));
        }}
        className={`${IN_PLACE_FIELD} -ml-1.5 flex-1`}
      />
      <button
        type="button"
        aria-label={t("remove", { name })}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-s text-muted opacity-0 hover:bg-hover focus-visible:opacity-100 group-focus-within/attribute:opacity-100 group-hover/attribute:opacity-100 pointer-coarse:size-10 pointer-coarse:opacity-100"
      >
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}

type NewAttributeProps = {
  isKnown: (name: string) => boolean;
  onAdd: (name: string, value: string) => void;
  label: string;
};

function NewAttribute({ isKnown, onAdd, label }: NewAttributeProps) {
  const t = useTranslations("attributes");
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [isKnownName, setKnownName] = useState(false);
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const name = String(given.get("name")).trim();
    setKnownName(isKnown(name));
    if (name === "" || isKnown(name)) return;
    onAdd(name, String(given.get("value")).trim());
    setOpen(false);
  };
  if (!isOpen) {
    return (
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="-ml-1.5 inline-flex h-7.5 items-center gap-1.5 self-start rounded-s px-1.5 text-muted text-sm hover:bg-hover pointer-coarse:h-10"
      >
        <Plus size={13} aria-hidden />
        {label}
      </button>
    );
  }
  return (
    <form
      method="post"
      onSubmit={add}
      onKeyDown={({ key, nativeEvent }) => key === "Escape" && !isComposing(nativeEvent) && setOpen(false)}
      className="flex flex-wrap items-center gap-1"
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: a click on the button that it replaces opened it
        autoFocus
        name="name"
        required
        aria-invalid={isKnownName}
        aria-describedby={`${id}-taken`}
        onChange={() => setKnownName(false)}
        maxLength={TYPED_ATTRIBUTE_NAME_CHARS_MAX}
        aria-label={t("name")}
        placeholder={t("name")}
        className={`${IN_PLACE_FIELD} w-20 border-line-strong`}
      />
      <input
        name="value"
        maxLength={TYPED_ATTRIBUTE_VALUE_CHARS_MAX}
        aria-label={t("value")}
        placeholder={t("value")}
        className={`${IN_PLACE_FIELD} flex-1 border-line-strong`}
      />
      <button
        type="submit"
        className="h-7.5 shrink-0 rounded-s px-2 font-medium text-accent text-sm hover:bg-hover pointer-coarse:h-10"
      >
        {t("save")}
      </button>
      <p id={`${id}-taken`} role="alert" className="basis-full text-bad text-sm empty:hidden">
        {isKnownName ? t("taken") : null}
      </p>
    </form>
  );
}
