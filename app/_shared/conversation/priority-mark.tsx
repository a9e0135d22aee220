"use client";

import { CircleAlert, type LucideIcon, SignalHigh, SignalLow, SignalMedium } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import type { Priority } from "@/app/_shared/view/view";

const APPEARANCE: Record<Priority, { Icon: LucideIcon; colour: string }> = {
  urgent: { Icon: CircleAlert, colour: "text-bad" },
  high: { Icon: SignalHigh, colour: "text-warn" },
  medium: { Icon: SignalMedium, colour: "text-muted" },
  low: { Icon: SignalLow, colour: "text-faint" },
};

/** A priority as an icon; next to its word it is decorative. */
export function PriorityIcon({ priority, size = 15 }: { priority: Priority; size?: number }) {
  const { Icon, colour } = APPEARANCE[priority];
  return <Icon size={size} aria-hidden className={cn("shrink-0", colour)} />;
}

/** The icon alone, with its word for screen readers and on hover. */
export function PriorityMark({ priority }: { priority: Priority }) {
  const t = useTranslations("priority");
  const name = t("mark", { priority: t(`value.${priority}`) });
  return (
    <span title={name} className="shrink-0">
      <PriorityIcon priority={priority} />
      <span className="sr-only">{name}</span>
    </span>
  );
}
