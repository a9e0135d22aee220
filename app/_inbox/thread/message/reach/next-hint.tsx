"use client";

import { useTranslations } from "next-intl";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { nextOf } from "./edit-tick";
import { useChangeReach } from "./use-change-reach";

type NextHintProps = { message: Pick<MessageDto, "id">; change: "edit" | "delete"; className?: string };

/** Says what the customer will see of a change, before it is made; nothing while they have nothing. */
export function NextHint({ message, change, className }: NextHintProps) {
  const t = useTranslations("thread.reach.next");
  const reach = useChangeReach(message);
  const next = reach && nextOf(reach.next);
  return next ? <span className={className}>{t(`${change}.${next}`)}</span> : null;
}
