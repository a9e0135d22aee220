"use client";

import { useTranslations } from "next-intl";
import { Tick, type TickStatus } from "@/app/_ui/display/tick";
import { ownReasonOf } from "@/server/contract/channel/callback-body";

/** A message's tick with its name. */
export function MessageTick({ status, className }: { status: TickStatus; className?: string }) {
  const t = useTranslations("tick");
  return <Tick status={status} label={t(status)} {...(className === undefined ? {} : { className })} />;
}

/**
 * Returns a function for why a message was not sent: Tickline's own reasons in the reader's language, a program's as
 * they are.
 */
export function useReasonText(): (text: string) => string {
  const t = useTranslations("reason");
  return (text) => {
    const own = ownReasonOf(text);
    return own ? t(own.name, { word: own.word, seconds: Number(own.word) / 1000 }) : text;
  };
}
