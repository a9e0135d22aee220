"use client";

import { useTranslations } from "next-intl";
import type { KeyboardEvent, RefObject } from "react";
import { optionId } from "@/app/_inbox/composer/suggest/suggest";
import type { useSuggestions } from "@/app/_inbox/composer/suggest/use-suggestions";
import type { Text } from "@/app/_shell/unsent/records";

type TextFieldProps = {
  field: RefObject<HTMLTextAreaElement | null>;
  text: Text;
  /** The customer's. */
  name: string;
  suggestions: ReturnType<typeof useSuggestions>;
  /** The element with the suggestions. */
  listId: string;
  enterSends: boolean;
  onChange: (content: string) => void;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

/** The text of a reply or a note, with suggestions. */
export function TextField({
  field,
  text,
  name,
  suggestions,
  listId,
  enterSends,
  onChange,
  onFocus,
  onKeyDown,
}: TextFieldProps) {
  const t = useTranslations("composer");
  const isNote = text.kind === "note";
  return (
    <textarea
      ref={field}
      id="composer"
      enterKeyHint={enterSends ? "send" : "enter"}
      dir="auto"
      rows={2}
      value={text.content}
      onChange={(event) => onChange(event.target.value)}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onSelect={suggestions.noteCaret}
      aria-autocomplete="list"
      {...(suggestions.shown.length > 0 && {
        "aria-controls": listId,
        "aria-activedescendant": optionId(listId, suggestions.active),
      })}
      placeholder={isNote ? t("notePlaceholder") : t("replyPlaceholder", { name })}
      aria-label={isNote ? t("noteField") : t("replyField", { name })}
      className="grow-with-text block w-full resize-none bg-transparent px-3.5 pt-2 pb-1 outline-none placeholder:text-faint"
    />
  );
}
