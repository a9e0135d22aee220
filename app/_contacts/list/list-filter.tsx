"use client";

import { Building2, ListFilter as FilterIcon, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type ListFilter, NO_FILTER } from "@/app/_shared/contact/navigate";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import { useLabels } from "@/app/_shared/use-account";
import { useCompanyName } from "@/app/_shell/contact/company-field";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { Menu, MenuChoice, MenuItem } from "@/app/_ui/overlay/menu";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";

const CompanyPicker = windowOnDemand(() =>
  import("@/app/_contacts/companies/company-picker").then((file) => file.default),
);

const ANY = "any";
/** Keeps a label's value apart from the fixed one. */
const PREFIX = "label ";

type ListFilterProps = { filter: ListFilter; onChange: (filter: ListFilter) => void };

/** Lists the contacts of a company, or those with a label. */
export function FilterMenu({ filter: { label }, onChange }: ListFilterProps) {
  const t = useTranslations("contacts");
  const { names } = useLabels();
  const [isPicking, setPicking] = useState(false);
  const known = label === null || names.includes(label) ? names : [label, ...names];
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("filter")}>
            <FilterIcon size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Building2 size={15} />} onSelect={() => setPicking(true)}>
          {t("ofCompany")}
        </MenuItem>
        {known.length === 0 ? null : (
          <MenuChoice
            label={t("withLabel")}
            value={label === null ? ANY : `${PREFIX}${label}`}
            options={[
              { value: ANY, label: t("anyLabel") },
              ...known.map((name) => ({ value: `${PREFIX}${name}`, label: name })),
            ]}
            onChange={(value) =>
              onChange({ ...NO_FILTER, label: value === ANY ? null : value.slice(PREFIX.length) })
            }
          />
        )}
      </Menu>
      {isPicking ? (
        <CompanyPicker
          onChoose={(companyId) => onChange({ ...NO_FILTER, companyId })}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </>
  );
}

/** What the list is filtered by, with a button that ends it. */
export function FilterChip({ filter: { label, companyId }, onRemove }: FilterChipProps) {
  const company = useCompanyName(companyId);
  if (label !== null)
    return (
      <LabelChip label={label} className="self-start pr-0.5">
        <Removable name={label} onRemove={onRemove} />
      </LabelChip>
    );
  if (companyId === null) return null;
  return (
    <Chip className="self-start pr-0.5">
      <Building2 size={12} aria-hidden className="shrink-0" />
      <Removable name={company === undefined ? "…" : company || `#${companyId}`} onRemove={onRemove} />
    </Chip>
  );
}

type FilterChipProps = { filter: ListFilter; onRemove: () => void };

function Removable({ name, onRemove }: { name: string; onRemove: () => void }) {
  const t = useTranslations("contacts");
  return (
    <>
      <bdi className="truncate">{name}</bdi>
      <button
        type="button"
        aria-label={t("withoutFilter", { name })}
        onClick={onRemove}
        className="grid size-4 place-items-center rounded-full hover:bg-hover pointer-coarse:size-6"
      >
        <X size={11} aria-hidden />
      </button>
    </>
  );
}
