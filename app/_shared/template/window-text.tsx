"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import type { ReplyWindow } from "./reply-window";

const MINUTE_MS = 60_000;

/** Until when free text goes to the customer, or why it does not. */
export function WindowText({ window: { closesAt, leftMs, isClosed } }: { window: ReplyWindow }) {
  const t = useTranslations("composer.template");
  const times = useTimes();
  if (closesAt === null) return t("neverOpened");
  if (isClosed) return t("closed", { time: times.near(closesAt) });
  const minutes = Math.max(1, Math.floor(leftMs / MINUTE_MS));
  const left = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  return t(left.hours > 0 ? "hoursLeft" : "minutesLeft", { ...left, time: times.near(closesAt) });
}
