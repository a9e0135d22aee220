"use client";

import { useTranslations } from "next-intl";
import { TimeFields, TypeField } from "@/app/_settings/events/log-fields";
import type { DeliveryFilter } from "@/app/_settings/webhooks/webhook";
import { FIELD } from "@/app/_ui/field";
import { DELIVERY_STATES, DELIVERY_TYPES } from "@/server/contract/webhook/constants";

type DeliveryFiltersProps = { filter: DeliveryFilter; onChange: (filter: DeliveryFilter) => void };

/** Filters the deliveries. */
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
      <TypeField types={DELIVERY_TYPES} type={filter.type} onChange={set} />
      <TimeFields time={filter} onChange={set} />
    </div>
  );
}
