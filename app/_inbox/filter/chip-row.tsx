"use client";

import { ArrowDownUp, Split, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { SaveButton } from "@/app/_inbox/saved/save-button";
import { cn } from "@/app/_lib/class-names";
import { onDemand } from "@/app/_lib/on-demand";
import { groupsOf, withGroups } from "@/app/_shared/view/conditions";
import { ViewLink } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, type View } from "@/app/_shared/view/view";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import { FILTER_FIELDS, type FilterField, valuesIn, withoutField } from "./fields";
import { FIELD_ICONS, useFilterFields } from "./use-filter-fields";

const FilterWindow = onDemand(() => import("./filter-window").then((file) => file.default));

type ChipRowProps = {
  view: View;
  /** The inbox is a filter, not the list's name. */
  hasInbox: boolean;
};

/** The filters of the list. A chip opens its values, its cross removes it. Default export: loaded on demand. */
export default function ChipRow({ view, hasInbox }: ChipRowProps) {
  const t = useTranslations("filter");
  const [opened, setOpened] = useState<{ field: FilterField | null } | null>(null);
  return (
    <nav
      aria-label={t("title")}
      className="flex shrink-0 flex-wrap items-center gap-1.5 border-line border-b px-3 py-2"
    >
      {view.groups.length > 1 ? (
        <GroupChips view={view} onOpen={() => setOpened({ field: null })} />
      ) : (
        <FieldChips view={view} hasInbox={hasInbox} onOpen={(field) => setOpened({ field })} />
      )}
      {view.sort === FIRST_VIEW.sort ? null : <SortChip view={view} />}
      <SaveButton view={view} />
      {opened === null ? null : (
        <FilterWindow view={view} field={opened.field} onClose={() => setOpened(null)} />
      )}
    </nav>
  );
}

/** A chip for each field. The status has its tabs and the scope its name, unless they have several values. */
function FieldChips({ view, hasInbox, onOpen }: ChipRowProps & { onOpen: (field: FilterField) => void }) {
  const { textOf } = useFilterFields();
  const [group = {}] = groupsOf(view);
  const isElsewhere: Partial<Record<FilterField, boolean>> = {
    status: view.status !== null,
    assignee: view.scope !== "all" && view.scope !== "trash",
    inbox: view.inboxId !== null && !hasInbox,
  };
  const shown = FILTER_FIELDS.filter((field) => valuesIn(group, field).length > 0 && !isElsewhere[field]);
  return shown.map((field) => (
    <FilterChip
      key={field}
      icon={FIELD_ICONS[field]}
      name={textOf(group, field)}
      without={withGroups(view, [withoutField(group, field)])}
      onOpen={() => onOpen(field)}
    />
  ));
}

/** A chip for each group. */
function GroupChips({ view, onOpen }: { view: View; onOpen: () => void }) {
  const t = useTranslations("filter");
  const { textOf } = useFilterFields();
  const textOfGroup = (group: SavedGroup) =>
    FILTER_FIELDS.flatMap((field) => textOf(group, field) || []).join(" · ");
  const keys = keysOf(view.groups);
  return view.groups.map((group, at) => (
    <span key={keys[at]} className="flex min-w-0 items-center gap-1.5">
      {at === 0 ? null : <span className="text-faint text-xs">{t("or")}</span>}
      <FilterChip
        icon={<Split size={15} />}
        name={textOfGroup(group)}
        without={withGroups(view, groupsOf(view).toSpliced(at, 1))}
        onOpen={onOpen}
      />
    </span>
  ));
}

/** Groups by their conditions; the second of two that are the same has a number in addition. */
function keysOf(groups: readonly SavedGroup[]): string[] {
  const texts = groups.map((group) => JSON.stringify(group));
  return texts.map((text, at) => `${text} ${texts.slice(0, at).filter((one) => one === text).length}`);
}

/** The order, where it is not the usual one. */
function SortChip({ view }: { view: View }) {
  const t = useTranslations("filter");
  return (
    <FilterChip
      icon={<ArrowDownUp size={15} />}
      name={t(`sorts.${view.sort}`)}
      without={{ ...view, sort: FIRST_VIEW.sort }}
    />
  );
}

type FilterChipProps = { icon: ReactNode; name: string; without: View; onOpen?: () => void };

const PART = "flex h-6 min-w-0 items-center gap-1.5 hover:bg-hover pointer-coarse:h-8";

function FilterChip({ icon, name, without, onOpen }: FilterChipProps) {
  const t = useTranslations("filter");
  const label = (
    <>
      <span aria-hidden className="shrink-0 [&_svg]:size-3">
        {icon}
      </span>
      <bdi className="truncate">{name}</bdi>
    </>
  );
  return (
    <span className="inline-flex min-w-0 max-w-full overflow-hidden rounded-full bg-accent-soft font-medium text-accent text-xs">
      {onOpen ? (
        <button type="button" onClick={onOpen} className={cn(PART, "rounded-s-full pr-1 pl-2.5")}>
          {label}
        </button>
      ) : (
        <span className={cn(PART, "pr-1 pl-2.5 hover:bg-transparent")}>{label}</span>
      )}
      <ViewLink
        view={{ ...without, selected: null }}
        aria-label={t("without", { name })}
        className={cn(PART, "shrink-0 rounded-e-full pr-2 pl-1")}
      >
        <X size={12} aria-hidden />
      </ViewLink>
    </span>
  );
}
