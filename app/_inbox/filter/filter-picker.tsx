"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Command } from "@/app/_ui/command";
import { Kbd } from "@/app/_ui/display/kbd";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import { type FilterField, withoutField } from "./fields";
import { RangeDialog } from "./range-dialog";
import { type PickerAction, usePickerItems } from "./use-picker-items";

type FilterPickerProps = {
  open: boolean;
  group: SavedGroup;
  /** The field whose values are shown first; null: the fields. */
  field: FilterField | null;
  /** What is offered below the fields. */
  actions?: readonly PickerAction[];
  onChange: (group: SavedGroup) => void;
  onClose: () => void;
};

/** Chooses fields and their values: a field first, or a value of any field by typing. It stays open for several values. */
export function FilterPicker({ open, group, field, actions = [], onChange, onClose }: FilterPickerProps) {
  const t = useTranslations("filter");
  const names = useTranslations("filter.field");
  const [shown, setShown] = useState({ field, query: "" });
  const [range, setRange] = useState<"active" | "created" | null>(null);
  const go = (next: FilterField | null) => setShown({ field: next, query: "" });
  const groups = usePickerItems({
    ...shown,
    group,
    actions,
    onChange,
    onField: go,
    onRange: setRange,
    onDone: onClose,
  });
  if (range !== null)
    return (
      <RangeDialog
        title={names(range)}
        text={group[range]}
        onSave={(text) => onChange(text ? { ...group, [range]: text } : withoutField(group, range))}
        onClose={() => {
          setRange(null);
          onClose();
        }}
      />
    );
  return (
    <Command
      open={open}
      onClose={onClose}
      onClosed={() => go(field)}
      label={t("title")}
      placeholder={shown.field === null ? t("placeholder") : t("placeholderValue")}
      crumb={shown.field === null ? null : names(shown.field)}
      onBack={() => go(null)}
      query={shown.query}
      onQuery={(query) => setShown({ ...shown, query })}
      groups={groups}
      onChoose={(item) => item.run()}
      emptyText={t("nothing", { query: shown.query })}
      footer={<PickerHints isNested={shown.field !== null} />}
    />
  );
}

/** The keys of the picker, in its foot. `isNested`: the values of a field are shown. */
function PickerHints({ isNested }: { isNested: boolean }) {
  const t = useTranslations("filter.hint");
  return (
    <>
      <span>
        <Kbd>↵</Kbd> {t(isNested ? "toggle" : "open")}
      </span>
      {isNested ? (
        <span>
          <Kbd>Backspace</Kbd> {t("back")}
        </span>
      ) : null}
      <span>
        <Kbd>Esc</Kbd> {t("close")}
      </span>
    </>
  );
}
