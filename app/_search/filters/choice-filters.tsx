"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { cn } from "@/app/_lib/class-names";
import { useInboxes, useLabels } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import { NOBODY, type SearchFilters, type SearchState } from "@/app/_shell/search/search-state";
import { Button } from "@/app/_ui/button";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";

const ANY = "any";
const ME = "me";
/** Keeps a label's value apart from the fixed one. */
const PREFIX = "label ";

type Option = { value: string; label: string };
type ChoiceFilterProps = {
  name: string;
  /** Means no filter. */
  any: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
};

/** A filter with one of several values. */
function ChoiceFilter({ name, any, value, options, onChange }: ChoiceFilterProps) {
  const chosen = options.find((option) => option.value === value)?.label ?? null;
  return (
    <Menu align="start" trigger={<FilterButton name={name} value={value === ANY ? null : (chosen ?? "…")} />}>
      <MenuChoice
        label={name}
        value={value}
        options={[{ value: ANY, label: any }, ...options]}
        onChange={onChange}
      />
    </Menu>
  );
}

export function StatusFilter({ search, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const status = useTranslations("status");
  return (
    <ChoiceFilter
      name={t("status")}
      any={t("anyStatus")}
      value={search.status ?? ANY}
      options={CONVERSATION_STATUSES.map((value) => ({ value, label: status(value) }))}
      onChange={(value) =>
        onChange({ status: CONVERSATION_STATUSES.find((known) => known === value) ?? null })
      }
    />
  );
}

export function InboxFilter({ search, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const inboxes = useInboxes();
  return (
    <ChoiceFilter
      name={t("inbox")}
      any={t("anyInbox")}
      value={String(search.inboxId ?? ANY)}
      options={inboxes.map(({ id, name }) => ({ value: String(id), label: name }))}
      onChange={(value) => onChange({ inboxId: value === ANY ? null : Number(value) })}
    />
  );
}

export function AssigneeFilter({ search, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const { members } = useMembers();
  const { assignee, assigneeId } = search;
  const people = members.filter(({ id, state }) => state === "active" || id === assigneeId);
  return (
    <ChoiceFilter
      name={t("assignee")}
      any={t("anyAssignee")}
      value={String(assigneeId ?? { any: ANY, me: ME, unassigned: NOBODY }[assignee])}
      options={[
        { value: ME, label: t("me") },
        { value: NOBODY, label: t("unassigned") },
        ...people.map(({ id, name }) => ({ value: String(id), label: name })),
        ...(assigneeId === null || people.some(({ id }) => id === assigneeId)
          ? []
          : [{ value: String(assigneeId), label: t("formerMember") }]),
      ]}
      onChange={(value) => {
        if (value === ME) onChange({ assignee: "me", assigneeId: null });
        else if (value === NOBODY) onChange({ assignee: "unassigned", assigneeId: null });
        else onChange({ assignee: "any", assigneeId: value === ANY ? null : Number(value) });
      }}
    />
  );
}

export function LabelFilter({ search: { label }, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const { names } = useLabels();
  const known = label === null || names.includes(label) ? names : [label, ...names];
  if (known.length === 0) return null;
  return (
    <ChoiceFilter
      name={t("label")}
      any={t("anyLabel")}
      value={label === null ? ANY : PREFIX + label}
      options={known.map((name) => ({ value: PREFIX + name, label: name }))}
      onChange={(value) => onChange({ label: value === ANY ? null : value.slice(PREFIX.length) })}
    />
  );
}

export type FilterProps = { search: SearchState; onChange: (change: Partial<SearchFilters>) => void };

type FilterButtonProps = Omit<ComponentProps<typeof Button>, "value"> & {
  name: string;
  /** What is chosen; null: anything. */
  value: string | null;
};

/** The button of a filter: its name, and what is chosen. */
export function FilterButton({ name, value, className, ...rest }: FilterButtonProps) {
  const t = useTranslations("search.results.filter");
  return (
    <Button
      size="sm"
      className={cn(
        "max-w-full rounded-full",
        value !== null && "border-transparent bg-accent-soft text-accent hover:not-disabled:bg-accent-soft",
        className,
      )}
      {...rest}
    >
      <bdi className="truncate">{value === null ? name : t("set", { name, value })}</bdi>
      <ChevronDown size={13} aria-hidden className="shrink-0" />
    </Button>
  );
}
