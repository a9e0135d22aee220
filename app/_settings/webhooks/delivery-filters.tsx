"use client";

import { useTranslations } from "next-intl";
import { FIELD, Field } from "@/app/_ui/field";
import { DELIVERY_STATES, type DeliveryState } from "@/server/contract/endpoint";
import { EVENT_TYPES, type EventType } from "@/server/contract/event";

/** `from` and `to` as their fields have them. */
export type DeliveryFilter = {
  state: DeliveryState | null;
  type: EventType | null;
  from: string;
  to: string;
};
export const NO_FILTER: DeliveryFilter = { state: null, type: null, from: "", to: "" };

type DeliveryFiltersProps = { filter: DeliveryFilter; onChange: (filter: DeliveryFilter) => void };

/** Which deliveries are shown. */
export function DeliveryFilters({ filter, onChange }: DeliveryFiltersProps) {
  const t = useTranslations("settings.webhooks.log");
  const set = (patch: Partial<DeliveryFilter>) => onChange({ ...filter, ...patch });
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <label className="flex flex-col gap-1 font-medium">
        {t("state")}
        <select
          value={filter.state ?? ""}
          onChange={({ target }) =>
            set({ state: DELIVERY_STATES.find((one) => one === target.value) ?? null })
          }
          className={`${FIELD} w-40 font-normal`}
        >
          <option value="">{t("any")}</option>
          {DELIVERY_STATES.map((one) => (
            <option key={one} value={one}>
              {t(`states.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="flex min-w-0 flex-col gap-1 font-medium">
        {t("type")}
        <select
          value={filter.type ?? ""}
          onChange={({ target }) => set({ type: EVENT_TYPES.find((one) => one === target.value) ?? null })}
          className={`${FIELD} font-normal`}
        >
          <option value="">{t("any")}</option>
          {EVENT_TYPES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <Field
        label={t("from")}
        type="datetime-local"
        value={filter.from}
        onChange={({ target }) => set({ from: target.value })}
      />
      <Field
        label={t("to")}
        type="datetime-local"
        value={filter.to}
        onChange={({ target }) => set({ to: target.value })}
      />
    </div>
  );
}
