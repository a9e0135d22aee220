"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, useId, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useInboxes } from "@/app/_shared/use-account";
import { Check } from "@/app/_ui/check";
import { FIELD } from "@/app/_ui/field";

/** Boxed: in one frame that scrolls. Wrapped: beside each other. Stacked: below each other. */
const LAYOUTS = {
  boxed: {
    list: "max-h-56 overflow-y-auto rounded-s border border-line-strong py-1",
    row: "min-h-8 gap-2.5 px-2.5 hover:bg-hover",
  },
  wrapped: { list: "flex max-h-48 flex-wrap gap-x-5 overflow-y-auto", row: "" },
  stacked: { list: "flex flex-col", row: "" },
} as const;

type CheckListProps<V extends string | number> = {
  legend: string;
  /** The legend is only for screen readers: what is above the list says the same. */
  isLegendHidden?: boolean;
  hint?: string;
  layout: keyof typeof LAYOUTS;
  /** Legend and labels are identifiers. */
  isCode?: boolean;
  /** Of the field in the form around it. */
  name?: string;
  items: readonly CheckItem<V>[];
  chosen: readonly V[];
  onChange: (chosen: V[]) => void;
};

/** Some of several, each a check box. A long list has a field that filters it; what is hidden stays chosen. */
export function CheckList<V extends string | number>({
  legend,
  isLegendHidden = false,
  hint,
  layout,
  isCode = false,
  name,
  items,
  chosen,
  onChange,
}: CheckListProps<V>) {
  const t = useTranslations("checkList");
  const hintId = useId();
  const [query, setQuery] = useState("");
  const hasFilter = isLong(items);
  const shown = hasFilter ? itemsFoundBy(query, items) : items;
  const toggle = (value: V, isOn: boolean) =>
    onChange(isOn ? [...chosen, value] : chosen.filter((one) => one !== value));
  return (
    <fieldset className="min-w-0" aria-describedby={hint === undefined ? undefined : hintId}>
      <legend
        className={isLegendHidden ? "sr-only" : isCode ? "font-mono text-muted text-sm" : "mb-1 font-medium"}
      >
        {legend}
      </legend>
      {hasFilter ? <FilterField label={t("filter")} query={query} onChange={setQuery} /> : null}
      <div className={LAYOUTS[layout].list}>
        {shown.map(({ value, label, detail }) => (
          <Check
            key={value}
            checked={chosen.includes(value)}
            onChange={({ target }) => toggle(value, target.checked)}
            className={LAYOUTS[layout].row}
          >
            <bdi
              className={cn(
                "min-w-0",
                detail === undefined ? "wrap-anywhere" : "flex-1 truncate",
                isCode && "font-mono text-sm",
              )}
            >
              {label}
            </bdi>
            {detail === undefined ? null : <span className="truncate text-muted text-sm">{detail}</span>}
          </Check>
        ))}
        {name === undefined
          ? null
          : chosen.map((value) => <input key={value} type="hidden" name={name} value={value} />)}
        {shown.length === 0 ? <p className="px-2.5 py-1.5 text-muted">{t("none")}</p> : null}
      </div>
      {hint === undefined ? null : (
        <p id={hintId} className="mt-1 max-w-prose text-muted text-sm">
          {hint}
        </p>
      )}
    </fieldset>
  );
}

type FilterFieldProps = { label: string; query: string; onChange: (query: string) => void };

/** Enter in it does not submit the form around it. */
const FilterField = ({ label, query, onChange }: FilterFieldProps) => (
  <input
    type="search"
    aria-label={label}
    placeholder={label}
    value={query}
    onChange={({ target }) => onChange(target.value)}
    onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
    autoComplete="off"
    className={cn(FIELD, "mb-1.5 max-w-dialog")}
  />
);

/** What a check list offers. */
type CheckItem<V> = { value: V; label: string; detail?: string };

/** As many fit one glance. */
const SHORT_MAX = 8;

/** Whether a list is long enough for a field that filters it. */
export const isLong = (items: readonly unknown[]): boolean => items.length > SHORT_MAX;

/** The items whose label or detail contains what is searched. */
export function itemsFoundBy<V>(query: string, items: readonly CheckItem<V>[]): CheckItem<V>[] {
  const wanted = query.trim().toLocaleLowerCase();
  return items.filter(({ label, detail = "" }) => `${label}\n${detail}`.toLocaleLowerCase().includes(wanted));
}

/** A person as an item, by the name; the email tells two of the same name apart. */
export const memberItem = ({ id, name, email }: { id: number; name: string; email: string }) => ({
  value: id,
  label: name,
  detail: email,
});

/** Some of the inboxes that the reader may see; nothing where there are none. */
export function InboxCheckList(props: Omit<ComponentProps<typeof CheckList<number>>, "items">) {
  const inboxes = useInboxes();
  if (inboxes.length === 0) return null;
  return <CheckList items={inboxes.map(({ id, name }) => ({ value: id, label: name }))} {...props} />;
}
