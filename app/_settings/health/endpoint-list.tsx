"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import type { HealthDto } from "@/server/contract/health/health";
import { isEndpointOut } from "./health";
import { Section } from "./section";
import { useCountText } from "./use-count-text";

/** The webhook endpoints, those that receive nothing first. */
export function EndpointList({ endpoints }: Pick<HealthDto, "endpoints">) {
  const t = useTranslations("settings.health.endpoints");
  const sorted = endpoints.toSorted((a, b) => Number(isEndpointOut(b)) - Number(isEndpointOut(a)));
  return (
    <Section title={t("title")}>
      {sorted.length === 0 ? <p className="text-muted">{t("empty")}</p> : null}
      <ul className="overflow-hidden rounded-m border border-line empty:hidden">
        {sorted.map((endpoint) => (
          <EndpointRow key={endpoint.id} endpoint={endpoint} />
        ))}
      </ul>
    </Section>
  );
}

const TONE = {
  enabled: "ok",
  disabled: "neutral",
  switchedOff: "bad",
  failing: "bad",
  paused: "warn",
} as const satisfies Record<string, ChipTone>;

function EndpointRow({ endpoint }: { endpoint: HealthDto["endpoints"][number] }) {
  const t = useTranslations("settings.health.endpoints");
  const times = useTimes();
  const countText = useCountText();
  const { id, url, state, disabledReason, failingSince, health } = endpoint;
  const shown =
    state === "disabled"
      ? disabledReason === "by_hand"
        ? "disabled"
        : "switchedOff"
      : failingSince !== null
        ? "failing"
        : health.pausedUntil !== null
          ? "paused"
          : "enabled";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-2.5 not-first:border-t">
      <Link
        href={`/settings/webhooks/${id}`}
        dir="ltr"
        className="min-w-0 flex-1 basis-popup font-medium hover:underline wrap-anywhere"
      >
        {url}
      </Link>
      <span className="text-muted text-sm tabular-nums">
        {failingSince === null ? null : `${t("since", { when: times.moment(failingSince) })} · `}
        {t("waiting", { count: countText(health.waiting) })} · {t("behind", { count: health.behind })}
      </span>
      <Chip tone={TONE[shown]}>{t(`state.${shown}`)}</Chip>
    </li>
  );
}
