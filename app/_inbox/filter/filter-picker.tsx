"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { DayRangeFields } from "@/app/_shared/date/day-range-fields";
import { Button } from "@/app/_ui/button";
import { Command } from "@/app/_ui/command";
import { Kbd } from "@/app/_ui/display/kbd";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { dayRangeText, parseDayRange } from "@/server/contract/conversation/day-range";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import { type FilterField, withoutField } from "./fields";
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

type RangeDialogProps = {
  title: string;
  text: string | undefined;
  onSave: (text: string | undefined) => void;
  onClose: () => void;
};

/** From which day to which, for a filter. */
function RangeDialog({ title, text, onSave, onClose }: RangeDialogProps) {
  const t = useTranslations("filter");
  const [days, setDays] = useState(() => {
    const range = text === undefined ? null : parseDayRange(text);
    return range && "from" in range ? range : { from: null, to: null };
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation(); // it may lie in a form
    onSave(dayRangeText(days.from, days.to) ?? undefined);
    onClose();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => isOpen || onClose()} title={title} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        <DayRangeFields {...days} onChange={(change) => setDays({ ...days, ...change })} />
        <Button variant="primary" type="submit" className="self-end">
          {t("apply")}
        </Button>
      </form>
    </Dialog>
  );
}
