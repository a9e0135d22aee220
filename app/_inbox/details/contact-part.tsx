"use client";

import { Ban, Pencil, SquareArrowOutUpRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { contactHref } from "@/app/_contacts/navigate";
import { ContactDetails, ContactForm } from "@/app/_contacts/pane/contact-form";
import { useBlock } from "@/app/_contacts/use-contact-changes";
import { ContactFacts } from "@/app/_shared/contact/contact-facts";
import type { Row } from "@/app/_shell/cache/rows";
import { Button } from "@/app/_ui/button";

/** The contact: edited in place, blocked, or opened in the contacts screen. */
export function ContactPart({ row }: { row: Row }) {
  const t = useTranslations("contacts");
  const [isEditing, setEditing] = useState(false);
  const block = useBlock(row.contact);
  if (isEditing) return <ContactForm contact={row.contact} onDone={() => setEditing(false)} />;
  return (
    <>
      <ContactFacts row={row} />
      <ContactDetails contact={row.contact} />
      <div className="mt-2 -ml-2 flex flex-wrap gap-x-1">
        <Button size="sm" variant="ghost" onClick={() => setEditing(true)}>
          <Pencil size={13} aria-hidden />
          {t("edit")}
        </Button>
        <Button size="sm" variant="ghost" onClick={block.toggle} disabled={block.isPending}>
          <Ban size={13} aria-hidden />
          {row.contact.isBlocked ? t("unblock") : t("block")}
        </Button>
        <Link
          href={contactHref(row.contact.id)}
          className="inline-flex h-6.5 items-center gap-1.5 rounded-s px-2 font-medium text-muted text-sm hover:bg-hover hover:text-fg pointer-coarse:h-9"
        >
          <SquareArrowOutUpRight size={13} aria-hidden />
          {t("openPage")}
        </Link>
      </div>
    </>
  );
}
