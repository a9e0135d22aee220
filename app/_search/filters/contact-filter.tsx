"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PersonSearch } from "@/app/_inbox/details/members/person-search";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { Button } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/overlay/popover";
import { FilterButton, type FilterProps } from "./filter-button";

/** Whose conversations are searched. */
export function ContactFilter({ search: { contactId }, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const { data: contact } = useQuery({
    ...trpc.contacts.get.queryOptions({ contactId: contactId ?? 0 }),
    enabled: contactId !== null,
  });
  const choose = (id: number | null) => {
    setOpen(false);
    onChange({ contactId: id });
  };
  const chosen = contactId === null ? null : contact ? contactName(contact) : `#${contactId}`;
  return (
    <Popover
      title={t("contact")}
      align="start"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={<FilterButton name={t("contact")} value={chosen} />}
    >
      <PersonSearch
        label={t("findContact")}
        hint={t("contactHint")}
        found={t("contactsFound")}
        onChoose={({ id }) => choose(id)}
      />
      {contactId === null ? null : (
        <Button size="sm" variant="ghost" className="mt-2" onClick={() => choose(null)}>
          {t("anyContact")}
        </Button>
      )}
    </Popover>
  );
}
