"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { contactHref, showContact } from "@/app/_contacts/navigate";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import type { Reach } from "./new-contact";

/** A link to the contact that has an address already. */
export function ExistingContact({ kind, value }: { kind: Reach; value: string }) {
  const t = useTranslations("contacts.new");
  const trpc = useTRPC();
  const { data: contact } = useQuery({
    ...trpc.contacts.findBy.queryOptions({ [kind]: value }),
    staleTime: 0,
  });
  if (!contact) return null;
  return (
    <a
      href={contactHref(contact.id)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        showContact(contact.id, "replace");
      }}
      className="mb-1 self-start rounded-xs font-medium text-accent text-sm hover:underline"
    >
      {t("open", { name: contactName(contact) })}
    </a>
  );
}
