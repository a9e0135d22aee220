"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button, IconButton } from "@/app/_ui/button";
import { FILTER_GROUPS_MAX, type SavedGroup } from "@/server/contract/conversation/filter-group";
import { FILTER_FIELDS, type FilterField, valuesIn, withoutField } from "./fields";
import { FilterPicker } from "./filter-picker";
import { FIELD_ICONS, useFilterFields } from "./use-filter-fields";

type ConditionsEditorProps = {
  groups: readonly SavedGroup[];
  onChange: (groups: readonly SavedGroup[]) => void;
};

/** Edits groups of conditions: a conversation meets all conditions of one group. */
export function ConditionsEditor({ groups, onChange }: ConditionsEditorProps) {
  const t = useTranslations("filter");
  const id = useId();
  const [picked, setPicked] = useState<{ at: number; field: FilterField | null } | null>(null);
  const { ids, removeAt } = useRowIds(groups.length);
  const remove = (at: number) => {
    removeAt(at);
    onChange(groups.toSpliced(at, 1));
  };
  const replace = (at: number, group: SavedGroup) =>
    onChange(groups.length > at ? groups.with(at, group) : [...groups, group]);
  return (
    <div className="flex flex-col gap-1.5">
      <p id={id} className="font-medium">
        {t("conditions")}
      </p>
      {groups.map((group, at) => (
        <div key={ids[at]} className="flex flex-col gap-1.5">
          {at === 0 ? null : <p className="px-1 font-medium text-faint text-xs uppercase">{t("or")}</p>}
          <GroupCard
            group={group}
            nth={at + 1}
            onPick={(field) => setPicked({ at, field })}
            onChange={(next) => replace(at, next)}
            onRemove={groups.length > 1 ? () => remove(at) : null}
          />
        </div>
      ))}
      {groups.length >= FILTER_GROUPS_MAX ? null : (
        <Button
          size="sm"
          variant="ghost"
          className="self-start"
          onClick={() => setPicked({ at: groups.length, field: null })}
        >
          <Plus size={13} aria-hidden />
          {t("addGroup")}
        </Button>
      )}
      {picked === null ? null : (
        <FilterPicker
          open
          key={`${picked.at} ${picked.field}`}
          group={groups[picked.at] ?? {}}
          field={picked.field}
          onChange={(group) => replace(picked.at, group)}
          onClose={() => setPicked(null)}
        />
      )}
    </div>
  );
}

type GroupCardProps = {
  group: SavedGroup;
  nth: number;
  onPick: (field: FilterField | null) => void;
  onChange: (group: SavedGroup) => void;
  onRemove: (() => void) | null;
};

function GroupCard({ group, nth, onPick, onChange, onRemove }: GroupCardProps) {
  const t = useTranslations("filter");
  const names = useTranslations("filter.field");
  const { textOf } = useFilterFields();
  const used = FILTER_FIELDS.filter((field) => valuesIn(group, field).length > 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out in a line
    <div
      role="group"
      aria-label={t("group", { nth })}
      className="flex flex-col gap-0.5 rounded-m border border-line p-1.5"
    >
      {used.length === 0 ? <p className="px-2 py-1.5 text-muted">{t("everything")}</p> : null}
      {used.map((field, at) => (
        <div key={field} className="flex min-w-0 items-center gap-1">
          <button
            type="button"
            onClick={() => onPick(field)}
            className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-s px-2 text-start hover:bg-hover-raised pointer-coarse:min-h-11"
          >
            <span aria-hidden className="shrink-0 text-muted">
              {FIELD_ICONS[field]}
            </span>
            <span className="shrink-0 text-muted">
              {at === 0 ? names(field) : t("and", { field: names(field) })}
            </span>
            <bdi className="min-w-0 truncate font-medium">{textOf(group, field)}</bdi>
          </button>
          <IconButton
            label={t("remove", { field: names(field) })}
            onClick={() => onChange(withoutField(group, field))}
          >
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className="flex items-center gap-1">
        <Button size="sm" variant="ghost" onClick={() => onPick(null)}>
          <Plus size={13} aria-hidden />
          {t("addCondition")}
        </Button>
        <span className="flex-1" />
        {onRemove === null ? null : (
          <Button size="sm" variant="ghost" onClick={onRemove}>
            {t("removeGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

/**
 * As many ids as there are rows: those that stay are kept, new rows are at the end. An id is not given twice.
 */
export function resized(ids: readonly number[], count: number): readonly number[] {
  const first = Math.max(0, ...ids.map((id) => id + 1));
  return Array.from({ length: count }, (_, at) => ids[at] ?? first + at - ids.length);
}

/** An id for each of `count` rows that have no name of their own; `removeAt` is told which of them goes. */
function useRowIds(count: number) {
  const [ids, setIds] = useState<readonly number[]>(() => resized([], count));
  if (ids.length !== count) setIds(resized(ids, count));
  return { ids, removeAt: (at: number) => setIds((current) => current.toSpliced(at, 1)) };
}
