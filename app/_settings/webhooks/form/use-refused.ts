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

/** The form, or a part of one, in which the field of a refusal gets the focus: it may be out of sight. */
export function useRefusedFocus<E extends HTMLElement = HTMLFormElement>(
  error: unknown,
): RefObject<E | null> {
  const form = useRef<E>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  return form;
}

/** The network that the refusal names. */
export const networkIn = (text: string | null): string | null =>
  /WEBHOOK_ALLOW_CIDRS=(\S+)/.exec(text ?? "")?.[1] ?? null;
