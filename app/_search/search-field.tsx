"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, type RefObject, useState } from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { type Names, readOperators } from "@/app/_shell/search/operators";
import { goToSearch, type SearchState } from "@/app/_shell/search/search-state";
import { IconButton } from "@/app/_ui/button";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

type SearchFieldProps = {
  search: SearchState;
  names: Names;
  field: RefObject<HTMLInputElement | null>;
  /** Down was pressed: to the first result. */
  onDown: () => void;
};

/** The words of the search; Enter searches, and makes filters of the operators that were typed. */
export function SearchField({ search, names, field, onDown }: SearchFieldProps) {
  const t = useTranslations("search.results");
  const [typed, setTyped] = useState({ text: search.words, of: search.words });
  // Another search, such as by Back: the field shows its words.
  if (typed.of !== search.words) setTyped({ text: search.words, of: search.words });
  const show = (text: string) => {
    const { words, filters } = readOperators(text, names);
    setTyped({ text: words, of: words });
    goToSearch({ ...search, ...filters, words });
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    show(typed.text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    onDown();
  };
  return (
    <search className="flex min-w-0 flex-1">
      <form
        onSubmit={onSubmit}
        className="flex h-9 w-full min-w-0 items-center gap-2 rounded-m border border-line-strong bg-surface pr-1 pl-2.5 focus-within:border-accent"
      >
        <Search size={15} aria-hidden className="shrink-0 text-faint" />
        <input
          ref={field}
          // The page is for searching.
          // biome-ignore lint/a11y/noAutofocus: the field is what a reader comes here for
          autoFocus={search.words === ""}
          value={typed.text}
          onChange={({ target }) => setTyped({ text: target.value, of: search.words })}
          onKeyDown={onKeyDown}
          aria-label={t("title")}
          placeholder={t("field")}
          enterKeyHint="search"
          autoComplete="off"
          maxLength={QUERY_CHARS_MAX}
          dir="auto"
          className="h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-faint"
        />
        {typed.text === "" ? null : (
          <IconButton
            label={t("clearWords")}
            onClick={() => {
              show("");
              field.current?.focus();
            }}
          >
            <X size={15} aria-hidden />
          </IconButton>
        )}
      </form>
    </search>
  );
}
