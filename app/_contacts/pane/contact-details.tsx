"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { Fact, IdentifierFact } from "@/app/_shared/contact/contact-facts";
import type { ContactDto } from "@/server/contract/_shared/dto";

/** What only an integrator asks for, folded: the identifier, the number, and since when the contact is known. */
export function ContactDetails({ contact }: { contact: ContactDto }) {
  const t = useTranslations("contacts");
  const times = useTimes();
  return (
    <details className="mt-3">
      <summary className="w-fit cursor-pointer rounded-xs text-muted text-sm">{t("details")}</summary>
      <dl className="key-value mt-2 grid gap-x-2.5 gap-y-1.5">
        <IdentifierFact contact={contact} />
        <Fact name={t("number")}>{contact.id}</Fact>
        <Fact name={t("firstSeen")}>{times.moment(contact.createdAt)}</Fact>
      </dl>
    </details>
  );
}
