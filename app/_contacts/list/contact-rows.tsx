"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { contactHref, showContact } from "@/app/_contacts/navigate";
import { cn } from "@/app/_lib/class-names";
import { remPx, useRowPlaces } from "@/app/_lib/virtual-rows";
import { contactName } from "@/app/_shared/contact/contact-name";
import { Avatar } from "@/app/_ui/display/avatar";
import { Chip } from "@/app/_ui/display/chip";
import { Marked } from "@/app/_ui/display/marked";
import type { FoundContact } from "@/server/contract/search/search";

/** The height of a row in rem. `FIRST_ROW` says the same to what the server renders. */
const ROW_REM = 3.5;
const FIRST_ROW = "h-14";
/** The next page is asked for when this many rows are left below. */
const AHEAD = 15;

export type ContactListHandle = {
  /** Brings a row into sight and gives it the keyboard. */
  focus(contactId: number): void;
  /** The contact whose row has the keyboard. */
  focused(): number | null;
};

type ContactRowsProps = {
  rows: readonly FoundContact[];
  selected: number | null;
  handle: RefObject<ContactListHandle | null>;
  onEnd: () => void;
};

/** The rows of the list; only those in sight exist. */
export function ContactRows({ rows, selected, handle, onEnd }: ContactRowsProps) {
  const t = useTranslations("contacts");
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_REM * remPx(),
    getItemKey: (index) => rows[index]?.contact.id ?? index,
    overscan: 8,
  });
  const { places, listStyle } = useRowPlaces(virtual, FIRST_ROW);
  const lastShown = listStyle ? (places.at(-1)?.index ?? 0) : 0;
  useEffect(() => {
    if (lastShown >= rows.length - AHEAD) onEnd();
  }, [lastShown, rows.length, onEnd]);
  const coming = useRef<number | null>(null);
  useImperativeHandle(handle, () => ({
    focus: (contactId) => {
      const index = rows.findIndex(({ contact }) => contact.id === contactId);
      if (index < 0) return;
      virtual.scrollToIndex(index);
      const give = (): boolean => {
        const row = scroller.current?.querySelector<HTMLElement>(`a[data-contact-id="${contactId}"]`);
        row?.focus({ preventScroll: true });
        return row != null;
      };
      coming.current = give() ? null : contactId;
      // A row that is out of sight exists after the next frame; the next key may be there before.
      requestAnimationFrame(() => {
        if (coming.current !== contactId) return;
        coming.current = null;
        give();
      });
    },
    focused: () =>
      coming.current ?? (Number(document.activeElement?.getAttribute("data-contact-id")) || null),
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
