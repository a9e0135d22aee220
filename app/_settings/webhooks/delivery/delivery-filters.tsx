"use client";

import { useTranslations } from "next-intl";
import { TimeFields, TypeField } from "@/app/_settings/events/log-fields";
import type { DeliveryFilter } from "@/app/_settings/webhooks/webhook";
import { SelectField } from "@/app/_ui/select";
import { DELIVERY_STATES, DELIVERY_TYPES } from "@/server/contract/webhook/constants";

type DeliveryFiltersProps = { filter: DeliveryFilter; onChange: (filter: DeliveryFilter) => void };

/** Filters the deliveries. */
export function DeliveryFilters({ filter, onChange }: DeliveryFiltersProps) {
  const t = useTranslations("settings.webhooks.log");
  const set = (patch: Partial<DeliveryFilter>) => onChange({ ...filter, ...patch });
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <SelectField
        label={t("state")}
        value={filter.state}
        options={[
          { value: null, label: t("any") },
          ...DELIVERY_STATES.map((value) => ({ value, label: t(`states.${value}`) })),
        ]}
        onChange={(state) => set({ state })}
        className="w-40"
      />
      <TypeField types={DELIVERY_TYPES} type={filter.type} onChange={set} />
      <TimeFields time={filter} onChange={set} />
    </div>
  );
}
