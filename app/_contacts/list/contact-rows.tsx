"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useImperativeHandle, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useTimes } from "@/app/_lib/times/times";
import { useVirtualRows } from "@/app/_lib/virtual-rows";
import { contactName, contactSubtitle } from "@/app/_shared/contact/contact-name";
import { contactHref, showContact } from "@/app/_shared/contact/navigate";
import { ListConnectionMark } from "@/app/_shell/nav/connection-mark";
import { Button, IconButton } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Chip, Marked } from "@/app/_ui/display/chip";
import { FIELD } from "@/app/_ui/field";
import { ToastPlace } from "@/app/_ui/overlay/toast";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import type { FoundContact } from "@/server/contract/search/search";
import { CONTACT_COLUMNS, ContactColumnNames, ContactColumns, UNLESS_COLUMNS } from "./contact-columns";

/** The height of a row in rem. `FIRST_ROW` is the same as a class. */
const ROW_REM = 3.5;
const FIRST_ROW = "h-14";

/** The element of the rows, for the link that skips to them. */
export const CONTACT_LIST_ID = "contacts";

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

/** The rows of the list, one tab stop together; only rows in sight are rendered. */
export function ContactRows({ rows, selected, handle, onEnd }: ContactRowsProps) {
  const t = useTranslations("contacts");
  const [last, setLast] = useState<number | null>(null);
  const { scroller, places, listStyle, focus, pendingFocus, tabStop, onKeyDown } = useVirtualRows({
    ids: rows.map(({ contact }) => contact.id),
    rowRem: ROW_REM,
    firstRow: FIRST_ROW,
    idAttribute: "data-contact-id",
    stops: [last, selected],
    onEnd,
  });
  useImperativeHandle(handle, () => ({
    focus,
    focused: () => pendingFocus.current ?? contactIdOf(document.activeElement),
  }));
  return (
    <div className="@container/list flex min-h-0 flex-1 flex-col">
      <ContactColumnNames />
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto p-1.5">
        <ol
          id={CONTACT_LIST_ID}
          aria-label={t("title")}
          onKeyDown={onKeyDown}
          onFocus={({ target }) => setLast(contactIdOf(target))}
          className="relative"
          style={listStyle}
        >
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
                <ContactRow
                  row={row}
                  isSelected={row.contact.id === selected}
                  isTabStop={row.contact.id === tabStop}
                />
              </li>
            ) : null;
          })}
        </ol>
      </div>
    </div>
  );
}

/** The contact whose row an element is, or null. */
const contactIdOf = (element: Element | null): number | null =>
  Number(element?.getAttribute("data-contact-id")) || null;

type ContactRowProps = { row: FoundContact; isSelected: boolean; isTabStop: boolean };

function ContactRow({ row: { contact, name, detail }, isSelected, isTabStop }: ContactRowProps) {
  const t = useTranslations("contacts");
  const times = useTimes();
  const called = contactName(contact);
  return (
    <a
      href={contactHref(contact.id)}
      data-contact-id={contact.id}
      tabIndex={isTabStop ? 0 : -1}
      aria-current={isSelected ? "true" : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        showContact(contact.id);
      }}
      className={cn(
        "flex h-full items-center rounded-m px-2 hover:bg-hover aria-[current=true]:bg-selected",
        CONTACT_COLUMNS,
      )}
    >
      <span className="flex min-w-0 flex-1 items-center gap-2.5">
        <Avatar name={called} seed={contact.id} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-start font-medium" dir="auto">
            {contact.name.trim() === "" ? called : <Marked text={name.text} at={name.at} />}
          </span>
          <span
            className={cn("block truncate text-start text-muted text-sm", detail ? "" : UNLESS_COLUMNS)}
            dir="auto"
          >
            {detail ? (
              <Marked text={detail.text} at={detail.at} />
            ) : (
              contactSubtitle(contact) || t("added", { day: times.date(contact.createdAt) })
            )}
          </span>
        </span>
        {contact.isBlocked ? <Chip tone="bad">{t("blocked")}</Chip> : null}
      </span>
      <ContactColumns contact={contact} />
    </a>
  );
}

type PaneFrameProps = {
  title: string;
  /** The other list of this screen, and whether it stands after this one. */
  other: { title: string; isNext: boolean; onShow: () => void };
  /** The buttons beside the title. */
  actions: ReactNode;
  search: { label: string; hint: string; query: string; onChange: (query: string) => void };
  /** The filters below the search field. */
  chips?: ReactNode;
  onOpenNav: () => void;
  /** The list. */
  children: ReactNode;
};

/** A list of the contacts screen below its title and its search field. */
export function PaneFrame({ title, other, actions, search, chips, onOpenNav, children }: PaneFrameProps) {
  const t = useTranslations("list");
  return (
    <section
      aria-label={title}
      className="flex min-h-0 min-w-0 flex-1 flex-col border-line bg-surface md:border-r lg:border-l"
    >
      <div className="flex h-12 shrink-0 items-center gap-2 border-line border-b pr-2 pl-3.5">
        <span className="lg:hidden">
          <IconButton label={t("openNav")} onClick={onOpenNav}>
            <MenuIcon size={17} aria-hidden />
          </IconButton>
        </span>
        <div className="flex min-w-0 flex-1 items-center gap-1.5">
          <h2 className="truncate text-md">{title}</h2>
          <Button
            variant="ghost"
            className={cn("px-1.5 text-md pointer-coarse:px-1", other.isNext ? "" : "order-first -ml-1.5")}
            onClick={other.onShow}
          >
            {other.title}
          </Button>
        </div>
        {actions}
      </div>
      <div className="flex shrink-0 flex-col gap-2 px-3.5 py-2.5">
        <input
          type="search"
          value={search.query}
          onChange={({ target }) => search.onChange(target.value)}
          aria-label={search.label}
          placeholder={search.hint}
          maxLength={QUERY_CHARS_MAX}
          autoComplete="off"
          className={cn(FIELD, "max-w-md")}
        />
        {chips}
      </div>
      <ListConnectionMark />
      {children}
      <ToastPlace />
    </section>
  );
}
