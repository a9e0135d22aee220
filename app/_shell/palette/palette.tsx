"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { OfferBook } from "@/app/_shell/keys/offers";
import type { ActionId } from "@/app/_shell/keys/registry";
import { Command } from "@/app/_ui/command";
import { Kbd } from "@/app/_ui/display/kbd";
import { type Entry, type Found, findEntries } from "./entries";
import {
  choicesOf,
  useActionEntries,
  useChoiceEntries,
  useNumberEntries,
  usePlaceEntries,
  useSearchEntries,
} from "./use-entries";
import { usePersonalEntries } from "./use-personal-entries";

type PaletteProps = {
  book: OfferBook;
  isOpen: boolean;
  /** The action whose choices are shown; null: everything. */
  page: ActionId | null;
  /** The text typed while the palette was loading. */
  typed: string;
  onPage: (page: ActionId | null) => void;
  onClose: () => void;
  /** Searches all messages, contacts and conversations for the typed text. */
  onSearch: (query: string) => void;
};

/** A fuzzy search in all actions and places. */
export function Palette({ book, isOpen, page, typed, onPage, onClose, onSearch }: PaletteProps) {
  const t = useTranslations("palette");
  const keys = useTranslations("keys");
  const [query, setQuery] = useState(typed);
  const everything = useEverything(book, query, onSearch);
  // After closing, the focus is back where it was, and the entry may move it.
  const chosen = useRef<(() => void) | null>(null);
  const choices = page === null ? null : choicesOf(page, book.find(page), query);
  const groups = choices
    ? findEntries([{ id: "choices", label: null, items: choices.items }], choices.made, query)
    : everything;

  const turn = (next: ActionId | null) => {
    setQuery("");
    onPage(next);
  };
  const choose = ({ does }: Found) => {
    if ("opens" in does) return turn(does.opens);
    chosen.current = does.run;
    onClose();
  };
  const onClosed = () => {
    setQuery("");
    chosen.current?.();
    chosen.current = null;
  };
  return (
    <Command
      open={isOpen}
      onClose={onClose}
      onClosed={onClosed}
      label={t("title")}
      placeholder={page === null ? t("placeholder") : t("choose")}
      crumb={page === null ? null : keys(`action.${page}`)}
      onBack={() => turn(null)}
      query={query}
      onQuery={setQuery}
      groups={groups}
      onChoose={choose}
      emptyText={t("nothing", { query })}
      footer={<Hints />}
    />
  );
}

function useEverything(book: OfferBook, query: string, onSearch: (query: string) => void) {
  const actions = useActionEntries(book);
  const places = usePlaceEntries();
  const choices = useChoiceEntries(book);
  const personal = usePersonalEntries();
  const numbers = useNumberEntries(query);
  const found = findEntries([...actions, ...places], [...choices, ...personal], query);
  const searches = useSearchEntries(query, onSearch);
  const group = (id: string, entries: readonly Entry[]) =>
    entries.length === 0 ? [] : [{ id, label: null, items: entries.map((entry) => ({ ...entry, at: [] })) }];
  return [...group("number", numbers), ...found, ...group("search", searches)];
}

function Hints() {
  const t = useTranslations("palette.hint");
  return (
    <>
      <span>
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t("move")}
      </span>
      <span>
        <Kbd>↵</Kbd> {t("run")}
      </span>
      <span>
        <Kbd>Esc</Kbd> {t("close")}
      </span>
    </>
  );
}
