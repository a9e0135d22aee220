"use client";

import { useTranslations } from "next-intl";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { useChangeReach } from "./use-change-reach";

/** Whether the customer still has a message that was deleted here; nothing if they never got it. */
export function DeletedReach({ message }: { message: Pick<MessageDto, "id"> }) {
  const t = useTranslations("thread.reach.deleted");
  const state = useChangeReach(message)?.change?.state;
  if (state === undefined || state === "unsent" || state === "unknown" || state === "own") return null;
  return <span>· {t(state)}</span>;
}
