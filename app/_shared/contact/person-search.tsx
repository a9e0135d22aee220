"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { useTRPC } from "@/app/_lib/trpc";
import { useDebounced } from "@/app/_lib/use-debounced";
import { Field } from "@/app/_ui/field";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { contactName } from "./contact-name";

const SHOWN_MAX = 5;

type PersonSearchProps = {
  label: string;
  hint: string;
  /** The name of the list of those that were found. */
  found: string;
  /** They are not found again. */
  chosenIds?: readonly number[];
  error?: string | undefined;
  onChoose: (contact: ContactDto) => void;
};

/** Finds people by name, email or phone, no groups. Enter chooses the first. */
export function PersonSearch({ label, hint, found, chosenIds = [], error, onChoose }: PersonSearchProps) {
  const [query, setQuery] = useState("");
  const { data, isCurrent } = useFoundContacts(query, SHOWN_MAX);
  const people = (query.trim() === "" ? [] : (data?.contacts ?? [])).flatMap(({ contact }) =>
    contact.isGroup || chosenIds.includes(contact.id) ? [] : [contact],
  );
  const choose = (contact: ContactDto | undefined) => {
    if (!contact) return;
    onChoose(contact);
    setQuery("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" || isComposing(event.nativeEvent) || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (isCurrent) choose(people[0]);
  };
  return (
    <div className="min-w-0 flex-1">
      <Field
        label={label}
        type="search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={hint}
        autoComplete="off"
        maxLength={QUERY_CHARS_MAX}
        error={error}
      />
      <ul aria-label={found} className="flex flex-col">
        {people.map((contact) => (
          <li key={contact.id}>
            <ContactOption contact={contact} onChoose={() => choose(contact)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type ContactOptionProps = { contact: ContactDto; onChoose: () => void };

/** A contact in a list of found ones, with what tells them apart from others of the name. */
export const ContactOption = ({ contact, onChoose }: ContactOptionProps) => (
  <button
    type="button"
    onClick={onChoose}
    className="flex w-full items-baseline gap-2 rounded-s px-2.5 py-1.5 text-left hover:bg-hover"
  >
    <bdi className="min-w-0 truncate font-medium">{contactName(contact)}</bdi>
    <span className="min-w-0 truncate text-muted text-sm">{contact.email ?? contact.phone}</span>
  </button>
);

/** Pause after the last keystroke, in ms. */
const TYPING_MS = 80;

/**
 * Contacts that match what is typed, best first; without a query nothing is fetched. `isCurrent`: they are of this query, not of
 * one before it.
 */
export function useFoundContacts(query: string, limit: number) {
  const trpc = useTRPC();
  const wanted = useDebounced(query.trim(), TYPING_MS);
  const isSearch = wanted !== "";
  const found = useQuery({
    ...trpc.search.queryOptions({ query: wanted, kind: "contact", limit }),
    enabled: isSearch,
    // The search finds a new contact after a moment.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const isCurrent = wanted === query.trim() && !found.isPlaceholderData;
  return { ...found, isSearch, isCurrent };
}
