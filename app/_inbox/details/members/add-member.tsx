"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFoundContacts } from "@/app/_contacts/use-found-contacts";
import { ContactOption } from "@/app/_shared/contact/contact-option";
import { Field } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

const SHOWN_MAX = 5;

type AddMemberProps = { onAdd: (contact: ContactDto) => void; onClose: () => void };

/** Finds a contact by name, e-mail or phone and adds them to a group. */
export function AddMember({ onAdd, onClose }: AddMemberProps) {
  const t = useTranslations("group");
  const [query, setQuery] = useState("");
  const { data } = useFoundContacts(query, SHOWN_MAX);
  const people = (data?.contacts ?? []).flatMap(({ contact }) => (contact.isGroup ? [] : [contact]));
  return (
    <div className="rounded-m border border-line p-2">
      <div className="flex items-end gap-1">
        <div className="min-w-0 flex-1">
          <Field
            label={t("add")}
            type="search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            placeholder={t("searchHint")}
            autoComplete="off"
            maxLength={QUERY_CHARS_MAX}
          />
        </div>
        <IconButton label={t("close")} onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <ul aria-label={t("found")} className="mt-1 flex flex-col">
        {people.map((contact) => (
          <li key={contact.id}>
            <ContactOption
              contact={contact}
              onChoose={() => {
                onAdd(contact);
                setQuery("");
              }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
