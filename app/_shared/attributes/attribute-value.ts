"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { refusalCodeOf, refusalFieldOf } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import type {
  AttributeDefinitionDto,
  AttributeModel,
} from "@/server/contract/organising/attribute-definition";
import { attributeFault, isDay, isWebUrl, keepsDigits } from "@/server/contract/organising/constants";

type Kind = AttributeDefinitionDto["kind"];

const NUMBERS: readonly Kind[] = ["number", "currency", "percent"];
const DAY = /^\d{4}-\d{2}-\d{2}/;
type FieldKind = "text" | "number" | "link" | "date" | "list" | "checkbox";

/** The text of a stored value in the field of its kind: a date by its day; what has no text is empty. */
export function textOfValue(kind: Kind, value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return "";
  const text = String(value);
  return kind === "date" ? (DAY.exec(text)?.[0] ?? text) : text;
}

/**
 * The kind of field that can show a value: text for one that does not have the form of its kind, because integrators store any
 * value.
 */
export function fieldKindOf(kind: Kind, text: string): FieldKind {
  if (NUMBERS.includes(kind)) return text === "" || Number.isFinite(Number(text)) ? "number" : "text";
  if (kind === "date") return text === "" || isDay(text) ? "date" : "text";
  if (kind === "checkbox") return ["", "true", "false"].includes(text) ? "checkbox" : "text";
  if (kind === "link") return text === "" || isWebUrl(text) ? "link" : "text";
  if (kind === "list") return "list";
  return "text";
}

/** The value to store for a typed text; undefined removes the attribute. */
export function valueOfText(kind: Kind, typed: string): string | number | boolean | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  if (NUMBERS.includes(kind) && Number.isFinite(Number(text)) && keepsDigits(text)) return Number(text);
  if (kind === "checkbox" && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** What a field says of a value that was typed into it and does not fit; null where it fits. The server checks patterns. */
export function typedFault(
  definition: Pick<AttributeDefinitionDto, "kind" | "choices">,
  typed: string,
): FieldKind | null {
  const value = valueOfText(definition.kind, typed);
  const fault = value === undefined ? null : attributeFault(definition, value);
  return fault === "choice" ? "list" : fault;
}

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

const NONE: readonly AttributeDefinitionDto[] = [];

/** The defined attributes of contacts or conversations, in the order of their creation; empty while they are loading. */
export function useAttributeDefinitions(model: AttributeModel): readonly AttributeDefinitionDto[] {
  const trpc = useTRPC();
  const { data = NONE } = useQuery(trpc.attributeDefinitions.list.queryOptions());
  return data.filter((definition) => definition.model === model);
}
