"use client";

import { useTranslations } from "next-intl";
import type { ConversationStatus } from "@/app/_shared/view/view";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";

const TONE: Record<ConversationStatus, ChipTone> = {
  open: "ok",
  pending: "warn",
  snoozed: "info",
  resolved: "neutral",
};

/** A conversation's status as a coloured word. */
export function StatusChip({ status, className }: { status: ConversationStatus; className?: string }) {
  const t = useTranslations("status");
  return (
    <Chip tone={TONE[status]} {...(className === undefined ? {} : { className })}>
      {t(status)}
    </Chip>
  );
}
