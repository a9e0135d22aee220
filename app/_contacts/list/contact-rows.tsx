"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useImperativeHandle } from "react";
import { contactHref, showContact } from "@/app/_contacts/navigate";
import { cn } from "@/app/_lib/class-names";
import { useVirtualRows } from "@/app/_lib/virtual-rows";
import { contactName } from "@/app/_shared/contact/contact-name";
import { Avatar } from "@/app/_ui/display/avatar";
import { Chip } from "@/app/_ui/display/chip";
import { Marked } from "@/app/_ui/display/marked";
import type { FoundContact } from "@/server/contract/search/search";

/** The height of a row in rem. `FIRST_ROW` is the same as a class. */
const ROW_REM = 3.5;
const FIRST_ROW = "h-14";

export type ContactListHandle = {
  /** Scrolls to a row and focuses it. */
  focus(contactId: number): void;
  /** The contact whose row has the focus, or gets it once it is rendered. */
  focused(): number | null;
};

type ContactRowsProps = {
  rows: readonly FoundContact[];
  selected: number | null;
  handle: RefObject<ContactListHandle | null>;
  onEnd: () => void;
};

/** The rows of the list; only rows in sight are rendered. */
export function ContactRows({ rows, selected, handle, onEnd }: ContactRowsProps) {
  const t = useTranslations("contacts");
  const { scroller, places, listStyle, focus, pendingFocus } = useVirtualRows({
    ids: rows.map(({ contact }) => contact.id),
    rowRem: ROW_REM,
    firstRow: FIRST_ROW,
    idAttribute: "data-contact-id",
    onEnd,
  });
  useImperativeHandle(handle, () => ({
    focus,
    focused: () =>
      pendingFocus.current ?? (Number(document.activeElement?.getAttribute("data-contact-id")) || null),
  }));
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto p-1.5">
      <ol aria-label={t("title")} className="relative" style={listStyle}>
        {places.map((place) => {
          const row = rows[place.index];
          return row ? (
            <li
              key={row.contact.id}
              aria-posinset={place.index + 1}
              aria-setsize={rows.length}
              className={cn("pb-0.5", place.className)}
              style={place.style}
            >
              <ContactRow row={row} isSelected={row.contact.id === selected} />
            </li>
          ) : null;
        })}
      </ol>
    </div>
  );
}

function ContactRow({
  row: { contact, name, detail },
  isSelected,
}: {
  row: FoundContact;
  isSelected: boolean;
}) {
  const t = useTranslations("contacts");
  const called = contactName(contact);
  const reached = contact.email ?? contact.phone ?? contact.identifier;
  return (
    <a
      href={contactHref(contact.id)}
      data-contact-id={contact.id}
      aria-current={isSelected ? "true" : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        showContact(contact.id);
      }}
      className="flex h-full items-center gap-2.5 rounded-m px-2 hover:bg-hover aria-[current=true]:bg-selected"
    >
      <Avatar name={called} seed={contact.id} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-start font-medium" dir="auto">
          {contact.name.trim() === "" ? called : <Marked text={name.text} at={name.at} />}
        </span>
        <span className="block truncate text-start text-muted text-sm" dir="auto">
          {detail ? <Marked text={detail.text} at={detail.at} /> : reached === called ? "" : reached}
        </span>
      </span>
      {contact.isBlocked ? <Chip tone="bad">{t("blocked")}</Chip> : null}
    </a>
  );
}
