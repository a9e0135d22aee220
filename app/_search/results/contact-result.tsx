"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { ContactAvatar } from "@/app/_shared/contact/contact-avatar";
import { contactName } from "@/app/_shared/contact/contact-name";
import { Chip } from "@/app/_ui/display/chip";
import { Marked } from "@/app/_ui/display/marked";
import type { FoundContact } from "@/server/contract/search/search";

/** A contact that was found; opens their page. */
export function ContactResult({ found, tabIndex }: { found: FoundContact; tabIndex: 0 | -1 }) {
  const t = useTranslations("search.results");
  const { contact, name, detail } = found;
  const reached = contact.email ?? contact.phone ?? contact.identifier;
  return (
    <Link
      href={`/contacts?c=${contact.id}`}
      prefetch={false}
      tabIndex={tabIndex}
      className="flex items-center gap-2.5 rounded-m px-2 py-2 hover:bg-hover"
    >
      <ContactAvatar contact={contact} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-start font-medium" dir="auto">
          {contact.name.trim() === "" ? contactName(contact) : <Marked text={name.text} at={name.at} />}
        </span>
        <span className="block truncate text-start text-muted" dir="auto">
          {detail ? <Marked text={detail.text} at={detail.at} /> : reached}
        </span>
      </span>
      {contact.isBlocked ? <Chip tone="bad">{t("blocked")}</Chip> : null}
      <Chip>{t("contact")}</Chip>
    </Link>
  );
}
