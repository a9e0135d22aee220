"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef } from "react";
import { refusalCodeOf, refusalDetailOf, refusalFieldOf, useErrorText } from "@/app/_lib/refusal-text";

/** Describes why an endpoint was refused; for a refused URL also which network the operator would have to allow. */
export function useRefused(error: unknown): { field: string | null; text: string } | null {
  const t = useTranslations("settings.webhooks.form");
  const errorText = useErrorText();
  if (!error) return null;
  const network = networkIn(refusalDetailOf(error));
  const isAddress = refusalCodeOf(error) === "endpoint.url_refused" && network !== null;
  return { field: refusalFieldOf(error), text: isAddress ? t("privateUrl", { network }) : errorText(error) };
}

/** The form, in which the field of a refusal gets the focus: it may be out of sight. */
export function useRefusedFocus(error: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  return form;
}

/** The network that the refusal names. */
export const networkIn = (text: string | null): string | null =>
  /WEBHOOK_ALLOW_CIDRS=(\S+)/.exec(text ?? "")?.[1] ?? null;
