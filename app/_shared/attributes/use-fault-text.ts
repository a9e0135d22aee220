"use client";

import { useTranslations } from "next-intl";
import { refusalCodeOf, refusalFieldOf } from "@/app/_lib/refusal-text";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { typedFault } from "./attribute-value";

/** Returns what to say of a typed value that does not fit its definition; undefined where nothing is wrong with it. */
export function useFaultText(): (
  definition: AttributeDefinitionDto,
  typed: string,
  refused?: unknown,
) => string | undefined {
  const t = useTranslations("attributes.faults");
  return (definition, typed, refused = null) => {
    const fault = typedFault(definition, typed);
    if (fault !== null) return t(fault);
    if (refusalCodeOf(refused) !== "attribute.invalid" || refusalFieldOf(refused) !== definition.key) return;
    return definition.patternHint ?? t("pattern");
  };
}
