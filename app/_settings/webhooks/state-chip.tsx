"use client";

import { useTranslations } from "next-intl";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import type { Webhook } from "./webhook";

const TONE = { disabled: "neutral", failing: "bad", paused: "warn", enabled: "ok" } as const satisfies Record<
  string,
  ChipTone
>;

type Shown = Pick<Webhook, "state" | "failingSince"> & { health: Pick<Webhook["health"], "pausedUntil"> };

/** Whether an endpoint is enabled, and whether its deliveries succeed. */
export function StateChip({ webhook: { state, failingSince, health } }: { webhook: Shown }) {
  const t = useTranslations("settings.webhooks.state");
  const shown =
    state === "disabled"
      ? "disabled"
      : failingSince !== null
        ? "failing"
        : health.pausedUntil !== null
          ? "paused"
          : "enabled";
  return <Chip tone={TONE[shown]}>{t(shown)}</Chip>;
}
