"use client";

import { useTranslations } from "next-intl";
import { Tick, type TickStatus } from "@/app/_ui/display/tick";

/** A message's tick with its name. */
export function MessageTick({ status, className }: { status: TickStatus; className?: string }) {
  const t = useTranslations("tick");
  return <Tick status={status} label={t(status)} {...(className === undefined ? {} : { className })} />;
}
