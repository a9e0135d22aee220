"use client";

import { useTranslations } from "next-intl";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import { type ShownWebhook, shownStateOf } from "./shown-state";

const TONE = {
  disabled: "neutral",
  failing: "bad",
  paused: "warn",
  retrying: "warn",
  enabled: "ok",
} as const satisfies Record<string, ChipTone>;

/** Whether an endpoint is enabled, and whether its deliveries succeed. */
export function StateChip({ webhook }: { webhook: ShownWebhook }) {
  const t = useTranslations("settings.webhooks.state");
  const shown = shownStateOf(webhook);
  return <Chip tone={TONE[shown]}>{t(shown)}</Chip>;
}
