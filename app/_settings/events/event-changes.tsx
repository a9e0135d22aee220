"use client";

import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { EventLine } from "./event-line";

/** The event's JSON contains the rest. */
const VALUE_CHARS_MAX = 80;

/** The fields that an event changed, and the rule that set a status. */
export function EventChanges({ event: { changes, cause } }: { event: EventLine }) {
  const t = useTranslations("settings.events");
  const fields = Object.entries(changes);
  if (fields.length === 0 && cause === null) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5 text-sm">
      {fields.map(([field, { from, to }]) => (
        <li key={field} dir="ltr" className="inline-flex flex-wrap items-center gap-x-1.5 wrap-anywhere">
          <span className="text-muted">{field}</span>
          <span>{textOf(from)}</span>
          <ArrowRight size={12} aria-hidden className="text-muted" />
          <span className="sr-only">{t("becomes")}</span>
          <span className="font-medium">{textOf(to)}</span>
        </li>
      ))}
      {cause === null ? null : (
        <li className="text-muted">{t("because", { rule: cause.rule.replaceAll("_", " ") })}</li>
      )}
    </ul>
  );
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "–");
  if (text === "null" || text === "") return "–";
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
}
