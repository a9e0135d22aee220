"use client";

import { Clock, Coffee, MessageCircle, Sunrise } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { type SnoozeChoice, snoozeChoices } from "./snooze-choices";

const ICON: Record<SnoozeChoice["id"], ReactElement> = {
  hour: <Clock size={15} />,
  tomorrow: <Sunrise size={15} />,
  monday: <Coffee size={15} />,
};

export type Snooze = { id: string; name: string; detail?: string; icon: ReactElement; until: Date | null };

/** Returns a function for the choices as of now: usual times, then the customer's next message. */
export function useSnoozeChoices(): () => Snooze[] {
  const t = useTranslations("snooze");
  const times = useTimes();
  return () => [
    ...snoozeChoices(new Date()).map(({ id, until }) => ({
      id,
      name: t(id),
      detail: times.near(until.toISOString()),
      icon: ICON[id],
      until,
    })),
    { id: "reply", name: t("reply"), icon: <MessageCircle size={15} />, until: null },
  ];
}
