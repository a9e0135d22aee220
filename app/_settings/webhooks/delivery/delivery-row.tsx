"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import type { DeliveryState } from "@/server/contract/webhook/constants";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import { DeliveryDetail } from "./delivery-detail";

const TONE = {
  waiting: "warn",
  delivered: "ok",
  failed: "bad",
  dropped: "neutral",
} as const satisfies Record<DeliveryState, ChipTone>;

/** One delivery; opened, its details. */
export function DeliveryRow({ delivery }: { delivery: DeliveryDto }) {
  const t = useTranslations("settings.webhooks.log");
  const times = useTimes();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { state, type, tries, createdAt, dueAt, isTest, isReplay } = delivery;
  const Mark = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="border-line not-first:border-t">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-left hover:bg-hover"
      >
        <Mark size={15} aria-hidden className="shrink-0 text-muted" />
        <span className="w-24">
          <Chip tone={TONE[state]}>{t(`states.${state}`)}</Chip>
        </span>
        <span dir="ltr" className="min-w-0 flex-1 basis-40 font-mono text-sm wrap-anywhere">
          {type}
        </span>
        {isTest ? <Chip>{t("isTest")}</Chip> : null}
        {isReplay ? <Chip>{t("isReplay")}</Chip> : null}
        <span className="text-muted text-sm">
          {t("tries", { tries })}
          {state === "waiting" && tries > 0 && dueAt !== null
            ? ` · ${t("next", { when: times.seconds(dueAt) })}`
            : null}
        </span>
        <time dateTime={createdAt} className="text-muted text-sm tabular-nums">
          {times.moment(createdAt)}
        </time>
      </button>
      <div id={id}>{isOpen ? <DeliveryDetail deliveryId={delivery.id} /> : null}</div>
    </li>
  );
}
