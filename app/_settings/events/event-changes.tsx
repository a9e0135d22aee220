"use client";

import { ArrowRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { explainedRule } from "@/app/_shared/why/otherwise";
import { fieldChangesOf } from "./event-diff";
import type { EventLine } from "./event-line";

/** The fields that an event changed on one line, and the rule that set a status. Long values are named only. */
export function EventChanges({ event: { changes, cause } }: { event: EventLine }) {
  const t = useTranslations("settings.events");
  const why = useTranslations("settings.policy.why");
  const format = useFormatter();
  const fields = fieldChangesOf(changes);
  const long = fields.filter(({ isShort }) => !isShort).map(({ field }) => field);
  if (fields.length === 0 && cause === null) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5 text-sm">
      {fields
        .filter(({ isShort }) => isShort)
        .map(({ field, from, to }) => (
          <li key={field} dir="ltr" className="inline-flex flex-wrap items-center gap-x-1.5 wrap-anywhere">
            <span className="text-muted">{field}</span>
            <span>{from}</span>
            <ArrowRight size={12} aria-hidden className="text-muted" />
            <span className="sr-only">{t("becomes")}</span>
            <span className="font-medium">{to}</span>
          </li>
        ))}
      {long.length === 0 ? null : (
        <li className="text-muted">
          {t("alsoChanged", { fields: format.list(long, { type: "conjunction" }) })}
        </li>
      )}
      {cause === null ? null : (
        <li className="text-muted">{t("because", { rule: why(explainedRule(cause)) })}</li>
      )}
    </ul>
  );
}
