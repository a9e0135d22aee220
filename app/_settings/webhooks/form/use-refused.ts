"use client";

import { useTranslations } from "next-intl";
import { refusalCodeOf, refusalDetailOf, refusalFieldOf, useErrorText } from "@/app/_lib/refusal-text";

/** Why a receiver was refused, in words; of an address also what whoever runs Tickline would have to allow. */
export function useRefused(error: unknown): { field: string | null; text: string } | null {
  const t = useTranslations("settings.webhooks.form");
  const errorText = useErrorText();
  if (!error) return null;
  const network = networkIn(refusalDetailOf(error));
  const isAddress = refusalCodeOf(error) === "endpoint.url_refused" && network !== null;
  return { field: refusalFieldOf(error), text: isAddress ? t("privateUrl", { network }) : errorText(error) };
}

/** The network that a refusal says to allow. */
export const networkIn = (text: string | null): string | null =>
  /WEBHOOK_ALLOW_CIDRS=(\S+)/.exec(text ?? "")?.[1] ?? null;
