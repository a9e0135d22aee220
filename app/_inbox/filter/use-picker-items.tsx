"use client";

import { ArrowLeft, CalendarRange, Check, Layers2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useRangeText } from "@/app/_shared/date/day-range-fields";
import { fuzzyFind } from "@/app/_shell/palette/entries";
import type { CommandGroup, CommandItem } from "@/app/_ui/command";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import {
  FILTER_FIELDS,
  type FilterField,
  isListField,
  type ListField,
  toggleValue,
  valuesIn,
  withoutField,
} from "./fields";
import { FIELD_ICONS, useFilterFields } from "./use-filter-fields";

export type PickerAction = { id: string; name: string; icon: ReactNode; run: () => void };
type PickerItem = CommandItem & { run: () => void };

const ICON_PX = 15;
/** Days up to today that are offered at once. */
const LAST_DAYS = [1, 7, 30, 90] as const;
/** Values of each field that a typed text finds while no field is chosen. */
const FOUND_MAX = 6;

type PickerItemsOptions = {
  field: FilterField | null;
  query: string;
  group: SavedGroup;
  actions: readonly PickerAction[];
  onChange: (group: SavedGroup) => void;
  onField: (field: FilterField | null) => void;
  onRange: (field: "active" | "created") => void;
  onDone: () => void;
};

/** What the picker lists: the fields, or the values of one, or the values of all that a typed text finds. */
export function usePickerItems(options: PickerItemsOptions): CommandGroup<PickerItem>[] {
  const t = useTranslations("filter");
  const { field, query, actions } = options;
  const fields = useFieldItems(options);
  const { listItems, dayItems, matchItems } = useValueItems(options);
  const valuesOf = (one: FilterField) => (isListField(one) ? listItems(one) : dayItems(one));
  const found = (items: PickerItem[]) => search(items, query);
  if (field !== null) {
    const back = {
      id: "back",
      name: t("back"),
      at: [],
      icon: <ArrowLeft size={ICON_PX} />,
      run: () => options.onField(null),
    };
    return only([
      { id: "values", label: null, items: found(valuesOf(field)) },
      { id: "match", label: null, items: query === "" && field === "label" ? matchItems() : [] },
      { id: "back", label: null, items: query === "" ? [back] : [] },
    ]);
  }
  const values = FILTER_FIELDS.map((one) => ({
    id: one,
    label: t(`field.${one}`),
    items: query.trim() === "" ? [] : found(valuesOf(one)).slice(0, FOUND_MAX),
  }));
  const more = actions.map((action) => ({ ...action, at: [] }));
  return only([
    { id: "fields", label: null, items: found(fields) },
    ...values,
    { id: "actions", label: null, items: found(more) },
  ]);
}

const only = (groups: CommandGroup<PickerItem>[]) => groups.filter(({ items }) => items.length > 0);

/** The items that a text finds in their names, in their order. */
const search = (items: PickerItem[], query: string): PickerItem[] =>
  query.trim() === ""
    ? items
    : items.flatMap((item) => {
        const find = fuzzyFind(query, item.name);
        return find ? [{ ...item, at: find.at }] : [];
      });

function useFieldItems({ group, onField }: PickerItemsOptions): PickerItem[] {
  const t = useTranslations("filter.field");
  const { offered, textOf } = useFilterFields();
  return offered.map((field) => ({
    id: `field ${field}`,
    name: t(field),
    at: [],
    icon: FIELD_ICONS[field],
    detail: textOf(group, field) || undefined,
    run: () => onField(field),
  }));
}

function useValueItems({ group, onChange, onRange, onDone }: PickerItemsOptions) {
  const t = useTranslations("filter");
  const rangeText = useRangeText();
  const { options } = useFilterFields();
  return {
    listItems: (field: ListField): PickerItem[] =>
      options[field].map(({ value, name, icon }) => ({
        id: `${field} ${value}`,
        name,
        at: [],
        icon,
        isOn: valuesIn(group, field).includes(value),
        run: () => onChange(toggleValue(group, field, value)),
      })),
    dayItems: (field: FilterField): PickerItem[] => {
      if (isListField(field)) return [];
      const last = LAST_DAYS.map((days) => ({
        id: `${field} ${days}d`,
        name: rangeText({ lastDays: days }) ?? "",
        at: [],
        isOn: group[field] === `${days}d`,
        run: () => {
          const isOn = group[field] === `${days}d`;
          onChange(isOn ? withoutField(group, field) : { ...group, [field]: `${days}d` });
          onDone();
        },
      }));
      const own = {
        id: `${field} range`,
        name: t("range"),
        at: [],
        icon: <CalendarRange size={ICON_PX} />,
        isOn: group[field]?.includes("..") ?? false,
        run: () => onRange(field),
      };
      return [...last, own];
    },
    /** Whether one or all of several labels are needed. */
    matchItems: (): PickerItem[] =>
      valuesIn(group, "label").length < 2
        ? []
        : [
            {
              id: "match all",
              name: t("matchAll"),
              at: [],
              icon: group.labelMatch === "all" ? <Check size={ICON_PX} /> : <Layers2 size={ICON_PX} />,
              isOn: group.labelMatch === "all",
              run: () => {
                const { labelMatch, ...rest } = group;
                onChange(labelMatch === "all" ? rest : { ...group, labelMatch: "all" });
              },
            },
          ],
  };
}
