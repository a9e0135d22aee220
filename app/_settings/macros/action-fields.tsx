"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { TemplateField } from "@/app/_settings/canned/template-field";
import { useTeams } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import { Field, WholeNumberField } from "@/app/_ui/field";
import { Select, type SelectOption, type SelectValue } from "@/app/_ui/select";
import { CANNED_REPLY_CHARS_MAX } from "@/server/contract/_shared/limits";
import { MACRO_SNOOZE_MINUTES_MAX } from "@/server/contract/organising/constants";
import type { MacroAction } from "@/server/contract/organising/macro";
import { labelsIn } from "./edited-actions";

type FieldsProps<T extends MacroAction["type"] = MacroAction["type"]> = {
  action: Extract<MacroAction, { type: T }>;
  onChange: (action: MacroAction) => void;
};

const SIGNALS = ["resolve", "reopen", "markPending"] as const;
const PRIORITIES = ["urgent", "high", "medium", "low"] as const;

/** The values of one action. */
export function ActionFields({ action, onChange }: FieldsProps) {
  const t = useTranslations("macro");
  const urgency = useTranslations("priority");
  const { teams } = useTeams();
  switch (action.type) {
    case "reply":
    case "draft":
    case "note":
      return (
        <TemplateField
          label={t("text")}
          maxLength={CANNED_REPLY_CHARS_MAX}
          defaultValue={action.content}
          onChange={(content) => onChange({ ...action, content })}
        />
      );
    case "status":
      return (
        <Choice
          label={t("types.status")}
          value={action.signal}
          options={SIGNALS.map((value) => ({ value, label: t(`signals.${value}`) }))}
          onChange={(signal) => onChange({ type: "status", signal })}
        />
      );
    case "snooze":
      return <SnoozeFields action={action} onChange={onChange} />;
    case "assign":
      return <AssigneeField action={action} onChange={onChange} />;
    case "team":
      return (
        <Choice
          label={t("types.team")}
          value={action.teamId}
          options={[
            { value: null, label: t("noTeam") },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(teamId) => onChange({ type: "team", teamId })}
        />
      );
    case "label":
      return <LabelFields action={action} onChange={onChange} />;
    case "priority":
      return (
        <Choice
          label={t("types.priority")}
          value={action.priority}
          options={[
            ...PRIORITIES.map((value) => ({ value, label: urgency(`value.${value}`) })),
            { value: null, label: urgency("none") },
          ]}
          onChange={(priority) => onChange({ type: "priority", priority })}
        />
      );
    case "follow":
      return <p className="text-muted text-sm">{t("followHint")}</p>;
  }
}

function AssigneeField({ action, onChange }: FieldsProps<"assign">) {
  const t = useTranslations("macro");
  const { members } = useMembers();
  const active = members.filter(({ state }) => state !== "deactivated");
  return (
    <Choice
      label={t("types.assign")}
      value={action.assigneeId}
      options={[
        { value: "me" as const, label: t("me") },
        { value: null, label: t("nobody") },
        ...active.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(assigneeId) => onChange({ type: "assign", assigneeId })}
    />
  );
}

const UNITS = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof UNITS;
const UNIT_NAMES: readonly Unit[] = ["minutes", "hours", "days"];

function SnoozeFields({ action: { minutes }, onChange }: FieldsProps<"snooze">) {
  const t = useTranslations("macro");
  const [unit, setUnit] = useState<Unit>(
    () => UNIT_NAMES.findLast((one) => minutes !== null && minutes % UNITS[one] === 0) ?? "hours",
  );
  const set = (next: number | null) => onChange({ type: "snooze", minutes: next });
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Choice
        label={t("types.snooze")}
        value={minutes === null ? null : unit}
        options={[
          ...UNIT_NAMES.map((value) => ({ value, label: t(`units.${value}`) })),
          { value: null, label: t("untilReply") },
        ]}
        onChange={(next) => {
          if (next) setUnit(next);
          set(next && UNITS[next]);
        }}
      />
      {minutes === null ? null : (
        <WholeNumberField
          label={t("amount")}
          className="w-28"
          min={1}
          max={Math.floor(MACRO_SNOOZE_MINUTES_MAX / UNITS[unit])}
          value={minutes / UNITS[unit]}
          onChange={({ target }) => set(Math.max(1, Math.trunc(target.valueAsNumber || 1)) * UNITS[unit])}
        />
      )}
    </div>
  );
}

const LabelFields = ({ action, onChange }: FieldsProps<"label">) => {
  const t = useTranslations("macro");
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      {(["add", "remove"] as const).map((field) => (
        <Field
          key={field}
          label={t(`labels.${field}`)}
          autoComplete="off"
          dir="auto"
          defaultValue={action[field].join(", ")}
          hint={t("labels.hint")}
          onChange={({ target }) => onChange({ ...action, [field]: labelsIn(target.value) })}
        />
      ))}
    </div>
  );
};

type ChoiceProps<V extends SelectValue> = {
  label: string;
  value: V;
  options: readonly SelectOption<V>[];
  onChange: (value: V) => void;
};

/** The name of the action is above it. */
const Choice = <V extends SelectValue>({ label, value, options, onChange }: ChoiceProps<V>) => (
  <Select aria-label={label} value={value} options={options} onChange={onChange} className="sm:w-56" />
);
