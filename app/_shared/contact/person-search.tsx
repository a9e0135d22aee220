"use client";

import { type KeyboardEvent, useState } from "react";
import { ContactOption } from "@/app/_shared/contact/contact-option";
import { useFoundContacts } from "@/app/_shared/contact/use-found-contacts";
import { Field } from "@/app/_ui/field";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

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

/** Finds people by name, e-mail or phone, no groups. Enter chooses the first. */
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
    if (event.key !== "Enter" || event.nativeEvent.isComposing || event.metaKey || event.ctrlKey) return;
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
