"use client";

import { Clock, Coffee, MessageCircle, Sunrise } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { useTimes } from "@/app/_lib/times/times";

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

/** A time until which a conversation can be snoozed. */
type SnoozeChoice = { id: "hour" | "tomorrow" | "monday"; until: Date };

const MORNING_HOUR = 9;

/** The choices at `now`, in the reader's time zone. On a Sunday "tomorrow" is Monday, which is listed once. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const tomorrow = morningIn(now, 1);
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  const monday = morningIn(now, daysToMonday);
  const choices: SnoozeChoice[] = [
    { id: "hour", until: new Date(now.getTime() + 60 * 60_000) },
    { id: "tomorrow", until: tomorrow },
  ];
  return daysToMonday === 1 ? choices : [...choices, { id: "monday", until: monday }];
}

function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR);
}
