"use client";

import { useQuery } from "@tanstack/react-query";
import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { PersonSearch } from "@/app/_shared/contact/person-search";
import { DayRangeFields, useRangeText } from "@/app/_shared/date/day-range-fields";
import {
  goToSearch,
  hasFilters,
  NO_FILTERS,
  type SearchFilters,
  type SearchState,
} from "@/app/_shell/search/search-state";
import { Button } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/overlay/popover";
import type { Trigger } from "@/app/_ui/overlay/use-popup";
import {
  AssigneeFilter,
  FilterButton,
  type FilterProps,
  InboxFilter,
  LabelFilter,
  StatusFilter,
} from "./choice-filters";

/** The filters of the search, each a button that shows what is chosen. */
export function FilterBar({ search }: { search: SearchState }) {
  const t = useTranslations("search.results");
  const onChange = (change: Partial<SearchFilters>) => goToSearch({ ...search, ...change });
  const props = { search, onChange };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out in a line
    <div
      role="group"
      aria-label={t("filters")}
      className="flex shrink-0 flex-wrap items-center gap-1.5 border-line border-b px-3.5 pb-2.5"
    >
      <StatusFilter {...props} />
      <InboxFilter {...props} />
      <AssigneeFilter {...props} />
      <LabelFilter {...props} />
      <ContactFilter {...props} />
      <DateFilter {...props} />
      <Button
        size="sm"
        aria-pressed={search.hasFiles}
        onClick={() => onChange({ hasFiles: !search.hasFiles })}
        className={cn(
          "rounded-full",
          search.hasFiles &&
            "border-transparent bg-accent-soft text-accent hover:not-disabled:bg-accent-soft",
        )}
      >
        <Paperclip size={13} aria-hidden />
        {t("filter.files")}
      </Button>
      {hasFilters(search) ? (
        <Button size="sm" variant="ghost" onClick={() => onChange(NO_FILTERS)}>
          {t("clear")}
        </Button>
      ) : null}
    </div>
  );
}

/** From which day to which; both ends are optional. */
function DateFilter({ search: { from, to }, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const text = useRangeText();
  const isAny = from === null && to === null;
  return (
    <ValuePopover
      title={t("dates")}
      trigger={<FilterButton name={t("dates")} value={text({ from, to })} />}
      any={isAny ? null : { text: t("anyDate"), onChoose: () => onChange({ from: null, to: null }) }}
    >
      {() => <DayRangeFields from={from} to={to} onChange={onChange} />}
    </ValuePopover>
  );
}

/** Whose conversations are searched. */
function ContactFilter({ search: { contactId }, onChange }: FilterProps) {
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

type ValuePopoverProps = {
  title: string;
  trigger: Trigger;
  /** Removes the filter; null while there is none. */
  any: { text: string; onChoose: () => void } | null;
  /** `close` after a choice that is complete. */
  children: (close: () => void) => ReactNode;
};

/** The value of a filter in a small window at its button, with a way back to any value. */
function ValuePopover({ title, trigger, any, children }: ValuePopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Popover title={title} align="start" open={isOpen} onOpenChange={setOpen} trigger={trigger}>
      {children(close)}
      {any === null ? null : (
        <Button
          size="sm"
          variant="ghost"
          className="mt-2"
          onClick={() => {
            close();
            any.onChoose();
          }}
        >
          {any.text}
        </Button>
      )}
    </Popover>
  );
}
