"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { PersonSearch } from "@/app/_shared/contact/person-search";
import { ValuePopover } from "@/app/_shared/filter/value-popover";
import { FilterButton, type FilterProps } from "./filter-button";

/** Whose conversations are searched. */
export function ContactFilter({ search: { contactId }, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const trpc = useTRPC();
  const { data: contact } = useQuery({
    ...trpc.contacts.get.queryOptions({ contactId: contactId ?? 0 }),
    enabled: contactId !== null,
  });
  const chosen = contactId === null ? null : contact ? contactName(contact) : `#${contactId}`;
  return (
    <ValuePopover
      title={t("contact")}
      trigger={<FilterButton name={t("contact")} value={chosen} />}
      any={
        contactId === null ? null : { text: t("anyContact"), onChoose: () => onChange({ contactId: null }) }
      }
    >
      {(close) => (
        <PersonSearch
          label={t("findContact")}
          hint={t("contactHint")}
          found={t("contactsFound")}
          onChoose={({ id }) => {
            close();
            onChange({ contactId: id });
          }}
        />
      )}
    </ValuePopover>
  );
}
