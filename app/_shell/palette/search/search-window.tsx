"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useDebounced } from "@/app/_lib/use-debounced";
import { mayHaveOperator } from "@/app/_shell/search/operators";
import { Command } from "@/app/_ui/command";
import { Kbd } from "@/app/_ui/display/kbd";
import { cutText } from "@/server/contract/_shared/cut-text";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { isSearchable } from "@/server/contract/search/searchable";
import { useAllItem, useFoundItems } from "./use-found-items";

type SearchWindowProps = {
  isOpen: boolean;
  query: string;
  onQuery: (query: string) => void;
  onClose: () => void;
};

/** Pause after the last keystroke, in ms. */
const TYPING_MS = 80;
/** The most results of each group. */
const SHOWN_MAX = 6;

/** Searches contacts, conversations and messages while typing, and opens a result. */
export function SearchWindow({ isOpen, query, onQuery, onClose }: SearchWindowProps) {
  const t = useTranslations("search");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const wanted = useDebounced(cutText(query.trim(), QUERY_CHARS_MAX), TYPING_MS);
  const { data, error, isPlaceholderData } = useQuery({
    ...trpc.search.queryOptions({ query: wanted, limit: SHOWN_MAX }),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const found = useFoundItems(wanted === "" ? undefined : data);
  const all = useAllItem(query.trim());
  // Operators are for the page of all results: here they are words, which nothing has.
  const groups =
    found.length > 0 || mayHaveOperator(query) ? [...found, { id: "all", label: null, items: [all] }] : [];
  // After closing, the focus is back where it was, and the result may move it.
  const chosen = useRef<(() => void) | null>(null);
  const isSearching = wanted !== query.trim() || isPlaceholderData || (wanted !== "" && !data && !error);
  const emptyText = error
    ? errorText(error)
    : wanted === ""
      ? t("hint")
      : isSearching
        ? t("searching")
        : t(isSearchable(wanted) ? "nothing" : "results.tooShort", { query: wanted });
  return (
    <Command
      open={isOpen}
      onClose={onClose}
      onClosed={() => {
        chosen.current?.();
        chosen.current = null;
      }}
      label={t("title")}
      placeholder={t("placeholder")}
      onBack={() => {}}
      query={query}
      onQuery={onQuery}
      groups={groups}
      isStale={isSearching}
      onChoose={({ go }) => {
        chosen.current = go;
        onClose();
      }}
      emptyText={emptyText}
      footer={<Hints />}
    />
  );
}

function Hints() {
  const t = useTranslations("palette.hint");
  const search = useTranslations("search");
  return (
    <>
      <span>
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t("move")}
      </span>
      <span>
        <Kbd>↵</Kbd> {search("open")}
      </span>
      <span>
        <Kbd>Esc</Kbd> {t("close")}
      </span>
    </>
  );
}
