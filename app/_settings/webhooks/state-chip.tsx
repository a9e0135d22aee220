"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import type { Webhook } from "./webhook";

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

type Health = Pick<Webhook["health"], "pausedUntil"> &
  Partial<Pick<Webhook["health"], "lastDeliveredAt" | "lastFailedAt">>;

/**
 * How an endpoint does. `retrying`: it is enabled, but its last attempt failed; `failing` follows when that goes on for long.
 */
export function shownStateOf({
  state,
  failingSince,
  health: { pausedUntil, lastDeliveredAt = null, lastFailedAt = null },
}: Pick<Webhook, "state" | "failingSince"> & { health: Health }) {
  if (state === "disabled") return "disabled";
  if (failingSince !== null) return "failing";
  if (pausedUntil !== null) return "paused";
  if (lastFailedAt === null) return "enabled";
  const isDeliveredSince =
    lastDeliveredAt !== null && Date.parse(lastDeliveredAt) >= Date.parse(lastFailedAt);
  return isDeliveredSince ? "enabled" : "retrying";
}

type ShownWebhook = Parameters<typeof shownStateOf>[0];

/** Leads to the inbox whose callback an endpoint is. */
export function InboxLink({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const name = inboxes.find(({ id }) => id === inboxId)?.name ?? `#${inboxId}`;
  return (
    <Link href={`/settings/inboxes/${inboxId}`} className="relative text-accent hover:underline">
      {t("ofInbox", { name })}
    </Link>
  );
}
