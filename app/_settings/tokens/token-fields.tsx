"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FIELD, Field } from "@/app/_ui/field";
import { Segmented } from "@/app/_ui/segmented";
import { canPurge, EXPIRIES, type TokenDraft } from "./token-draft";

type TokenFieldsProps = { draft: TokenDraft; onChange: (patch: Partial<TokenDraft>) => void };

/** The rights of a new token, and until when it is valid. */
export function TokenFields({ draft, onChange }: TokenFieldsProps) {
  const t = useTranslations("settings.token");
  return (
    <>
      <div>
        <p className="mb-1 font-medium">{t("role")}</p>
        <Segmented
          label={t("role")}
          value={draft.role}
          onChange={(role) => onChange({ role })}
          options={(["agent", "administrator"] as const).map((value) => ({
            value,
            label: t(`roles.${value}`),
          }))}
        />
        <p className="mt-1 text-muted text-sm">{t(`roleHint.${draft.role}`)}</p>
      </div>
      {draft.role === "agent" ? <Inboxes draft={draft} onChange={onChange} /> : null}
      <Checkbox
        label={t("readOnly")}
        hint={t("readOnlyHint")}
        isChecked={draft.isReadOnly}
        onChange={(isReadOnly) => onChange({ isReadOnly })}
      />
      {canPurge(draft) ? (
        <Checkbox
          label={t("mayPurge")}
          isChecked={draft.mayPurge}
          onChange={(mayPurge) => onChange({ mayPurge })}
        />
      ) : null}
      <ExpiryFields draft={draft} onChange={onChange} />
    </>
  );
}

function Inboxes({ draft: { inboxIds }, onChange }: TokenFieldsProps) {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const toggle = (id: number, isOn: boolean) =>
    onChange({ inboxIds: (inboxIds ?? []).filter((one) => one !== id).concat(isOn ? [id] : []) });
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("inboxes")}</legend>
      <Segmented
        label={t("inboxes")}
        value={inboxIds === null ? "all" : "chosen"}
        onChange={(value) => onChange({ inboxIds: value === "all" ? null : [] })}
        options={[
          { value: "all", label: t("allInboxes") },
          { value: "chosen", label: t("chosenInboxes") },
        ]}
      />
      {inboxIds === null ? null : (
        <div className="mt-1.5 flex max-h-40 flex-col gap-0.5 overflow-y-auto">
          {inboxes.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              isChecked={inboxIds.includes(id)}
              onChange={(isOn) => toggle(id, isOn)}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}

function ExpiryFields({ draft: { expiry, lastDay }, onChange }: TokenFieldsProps) {
  const t = useTranslations("settings.token");
  const id = useId();
  return (
    <div className="flex flex-wrap gap-3">
      <div className="min-w-0 flex-1 basis-40">
        <label htmlFor={id} className="mb-1 block font-medium">
          {t("expiry")}
        </label>
        <select
          id={id}
          className={FIELD}
          value={expiry}
          onChange={({ target }) =>
            onChange({ expiry: EXPIRIES.find((one) => one === target.value) ?? expiry })
          }
        >
          {EXPIRIES.map((one) => (
            <option key={one} value={one}>
              {t(`expiries.${one}`)}
            </option>
          ))}
        </select>
      </div>
      {expiry === "date" ? (
        <Field
          label={t("expiryDate")}
          type="date"
          required
          value={lastDay}
          onChange={({ target }) => onChange({ lastDay: target.value })}
          className="flex-1 basis-40"
        />
      ) : null}
    </div>
  );
}

type CheckboxProps = {
  label: string;
  hint?: string;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
};

function Checkbox({ label, hint, isChecked, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div>
      <label className="flex cursor-pointer items-center gap-2 pointer-coarse:min-h-10">
        <input
          type="checkbox"
          checked={isChecked}
          onChange={({ target }) => onChange(target.checked)}
          aria-describedby={hint === undefined ? undefined : id}
          className="size-4 shrink-0 accent-accent"
        />
        <bdi className="min-w-0 wrap-anywhere">{label}</bdi>
      </label>
      {hint === undefined ? null : (
        <p id={id} className="ml-6 text-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}
