"use client";

import { useTranslations } from "next-intl";
import { Segmented } from "@/app/_ui/segmented";
import type { EndpointFormat } from "@/server/contract/webhook/endpoint";

/** WuKongIM's webhooks, by the format that each is. */
const WUKONGIM = {
  wukongim: "msg.notify",
  wukongim_offline: "msg.offline",
  wukongim_status: "user.onlinestatus",
} as const satisfies Partial<Record<EndpointFormat, string>>;
const OWN = ["tickline", "thin", "freescout", "chatwoot"] as const satisfies EndpointFormat[];

const isWukongim = (format: EndpointFormat): format is keyof typeof WUKONGIM =>
  Object.hasOwn(WUKONGIM, format);

type FormatFieldProps = { format: EndpointFormat; onChange: (format: EndpointFormat) => void };

/** The payload of an endpoint's requests; WuKongIM has one for each of its webhooks. */
export function FormatField({ format, onChange }: FormatFieldProps) {
  const t = useTranslations("settings.webhooks.form");
  const names = useTranslations("settings.webhooks.format");
  return (
    <div>
      <p className="mb-1 font-medium">{t("format")}</p>
      <div className="flex flex-col items-start gap-2">
        <Segmented
          label={t("format")}
          value={isWukongim(format) ? "wukongim" : format}
          onChange={onChange}
          options={[
            ...OWN.map((value) => ({ value, label: names(value) })),
            { value: "wukongim" as const, label: t("wukongim") },
          ]}
        />
        {isWukongim(format) ? (
          <Segmented
            label={t("wukongimEvent")}
            value={format}
            onChange={onChange}
            options={Object.entries(WUKONGIM).map(([value, label]) => ({
              value: value as keyof typeof WUKONGIM, // by its keys
              label,
            }))}
          />
        ) : null}
      </div>
      <p className="mt-1 max-w-prose text-muted text-sm">{t(`formatHint.${format}`)}</p>
    </div>
  );
}
