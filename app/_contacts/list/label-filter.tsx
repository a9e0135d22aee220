"use client";

import { ListFilter, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import { useLabels } from "@/app/_shared/use-labels";
import { Button } from "@/app/_ui/button";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";

const ANY = "any";
/** Keeps a label's value apart from the fixed one. */
const PREFIX = "label ";

type LabelFilterProps = { label: string | null; onChange: (label: string | null) => void };

/** Lists the contacts with one label; nothing where the account has no labels. */
export function LabelFilter({ label, onChange }: LabelFilterProps) {
  const t = useTranslations("contacts");
  const { names } = useLabels();
  const known = label === null || names.includes(label) ? names : [label, ...names];
  if (known.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("filter")}>
          <ListFilter size={16} aria-hidden />
        </Button>
      }
    >
      <MenuChoice
        label={t("withLabel")}
        value={label === null ? ANY : `${PREFIX}${label}`}
        options={[
          { value: ANY, label: t("anyLabel") },
          ...known.map((name) => ({ value: `${PREFIX}${name}`, label: name })),
        ]}
        onChange={(value) => onChange(value === ANY ? null : value.slice(PREFIX.length))}
      />
    </Menu>
  );
}

/** The label by which the list is filtered, with a button that ends it. */
export function LabelFilterChip({ label, onRemove }: { label: string; onRemove: () => void }) {
  const t = useTranslations("contacts");
  return (
    <LabelChip label={label} className="self-start pr-0.5">
      <bdi className="truncate">{label}</bdi>
      <button
        type="button"
        aria-label={t("withoutLabel", { label })}
        onClick={onRemove}
        className="grid size-4 place-items-center rounded-full hover:bg-hover pointer-coarse:size-6"
      >
        <X size={11} aria-hidden />
      </button>
    </LabelChip>
  );
}
