"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { isWebUrl } from "@/server/contract/organising/constants";
import { fieldKindOf, textOfValue } from "./attribute-value";

/** The value of a defined attribute in the form of its kind; one without that form as it is stored. */
export function AttributeText({ definition, value }: { definition: AttributeDefinitionDto; value: unknown }) {
  const t = useTranslations("attributes");
  const format = useFormatter();
  const { kind } = definition;
  const text = textOfValue(kind, value);
  const shown = fieldKindOf(kind, text);
  if (shown === "checkbox") return text === "true" ? t("yes") : t("no");
  // A day has no time zone.
  if (shown === "date")
    return format.dateTime(new Date(`${text}T00:00:00Z`), { dateStyle: "medium", timeZone: "UTC" });
  if (shown === "number")
    return kind === "percent" ? `${format.number(Number(text))} %` : format.number(Number(text));
  if (shown === "link" && isWebUrl(text))
    return (
      <a href={text} target="_blank" rel="noreferrer noopener" className="text-accent hover:underline">
        {text}
      </a>
    );
  return text;
}
