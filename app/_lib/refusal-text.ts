"use client";

import { useTranslations } from "next-intl";
import { REFUSAL_CODES, type RefusalCode } from "@/server/contract/_shared/refusal";
import type { ActionAnswer } from "@/server/trpc/actions/answer-action";

/** Returns a function that describes a refusal. */
export function useRefusalText(): (code: RefusalCode) => string {
  const t = useTranslations("refusal");
  return (code) => t(code);
}

/** Returns a function that describes a failed call: the refusal, or that the server could not be reached. */
export function useErrorText(): (error: unknown) => string {
  const refusalText = useRefusalText();
  const t = useTranslations("error");
  return (error) => {
    const code = refusalCodeOf(error);
    return code ? refusalText(code) : t("unreachable");
  };
}

/** The refusal's code in an error of the API client, or null. */
export function refusalCodeOf(error: unknown): RefusalCode | null {
  const code = read(read(read(error, "data"), "refusal"), "code");
  return REFUSAL_CODES.find((known) => known === code) ?? null;
}

/** The field that a refusal refers to, or null. */
export function refusalFieldOf(error: unknown): string | null {
  const field = read(read(read(error, "data"), "refusal"), "field");
  return typeof field === "string" ? field : null;
}

/** A detail of a refusal beyond its code, or null. */
export function refusalDetailOf(error: unknown): string | null {
  const detail = read(read(read(error, "data"), "refusal"), "detail");
  return typeof detail === "string" ? detail : null;
}

const read = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;

/** The result of an action. Throws its refusal in the form that a procedure's has (`refusalCodeOf`). */
export async function resultOf<R>(answer: Promise<ActionAnswer<R>>): Promise<R> {
  const given = await answer;
  if (given.ok) return given.result;
  throw Object.assign(new Error(given.refusal.code), { data: { refusal: given.refusal } });
}
