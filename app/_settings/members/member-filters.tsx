"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/app/_ui/field";
import { SelectField } from "@/app/_ui/select";
import { MEMBER_ROLES, MEMBER_STATES, type MemberFilter } from "./member-filter";

const ANY = "any";

type MemberFiltersProps = { filter: MemberFilter; onChange: (filter: MemberFilter) => void };

/** Filters the members by name, role and state. */
export function MemberFilters({ filter, onChange }: MemberFiltersProps) {
  const t = useTranslations("settings.members");
  const set = (patch: Partial<MemberFilter>) => onChange({ ...filter, ...patch });
  return (
    <search className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
      <Field
        label={t("search")}
        type="search"
        autoComplete="off"
        placeholder={t("searchHint")}
        value={filter.query}
        onChange={({ target }) => set({ query: target.value })}
        className="min-w-0 basis-full sm:flex-1 sm:basis-40"
      />
      <Choice
        label={t("roleLabel")}
        value={filter.role}
        options={MEMBER_ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        onChange={(role) => set({ role })}
      />
      <Choice
        label={t("stateLabel")}
        value={filter.state}
        options={MEMBER_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state) => set({ state })}
      />
    </search>
  );
}

type ChoiceProps<V extends string> = {
  label: string;
  value: V | null;
  options: readonly { value: V; label: string }[];
  onChange: (value: V | null) => void;
};

/** One of several, or any. */
function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const t = useTranslations("settings.members");
  return (
    <SelectField
      label={label}
      value={value ?? ANY}
      options={[{ value: ANY, label: t("any") }, ...options]}
      onChange={(chosen) => onChange(chosen === ANY ? null : chosen)}
      className="min-w-32 flex-1 sm:flex-none"
    />
  );
}
