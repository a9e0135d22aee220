"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { FIELD } from "@/app/_ui/field";

/** Longer lists have a field that filters them. */
const UNFILTERED_MAX = 20;

type FilteredListProps<T> = {
  items: readonly T[];
  /** What of an item is searched. */
  textOf: (item: T) => string;
  /** The list of those that are found; it is not called for none. */
  children: (found: T[]) => ReactNode;
};

/** A list with all its items, and where it is long a field above that filters it. How many are found is announced. */
export function FilteredList<T>({ items, textOf, children }: FilteredListProps<T>) {
  const t = useTranslations("settings.filter");
  const [query, setQuery] = useState("");
  const isFiltered = query.trim() !== "";
  const found = items.filter((item) => isFoundIn(query, textOf(item)));
  const counts = { shown: found.length, count: items.length };
  return (
    <>
      {items.length > UNFILTERED_MAX || isFiltered ? (
        <search className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <FilterField label={t("label")} query={query} onQuery={setQuery} />
          <p role="status" className="text-muted text-sm">
            {isFiltered ? t("shown", counts) : t("count", counts)}
          </p>
        </search>
      ) : null}
      {found.length === 0 && isFiltered ? (
        <p className="rounded-m border border-line px-4 py-6 text-center text-muted wrap-anywhere">
          {t("none", { query: query.trim() })}
        </p>
      ) : (
        children(found)
      )}
    </>
  );
}

type FilterFieldProps = { label: string; query: string; onQuery: (query: string) => void };

/** The field above a list by which it is filtered; its label is in it. */
export const FilterField = ({ label, query, onQuery }: FilterFieldProps) => (
  <input
    type="search"
    value={query}
    onChange={({ target }) => onQuery(target.value)}
    aria-label={label}
    placeholder={label}
    autoComplete="off"
    dir="auto"
    className={cn(FIELD, "sm:max-w-xs")}
  />
);

/** Lower case without accents, so that `São` is found by `sao`. */
const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Whether a text contains each word of what is searched. */
export function isFoundIn(query: string, text: string): boolean {
  const searched = plain(text);
  return plain(query)
    .split(/\s+/)
    .every((word) => searched.includes(word));
}
