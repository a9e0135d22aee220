"use client";

import { useFormatter, useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";

type LengthLineProps = {
  id?: string;
  max: number;
  left: number | null;
  className?: string;
  isOver?: boolean;
  isUnkept?: boolean;
};

/** How many characters are left near a limit, or by how many a text is too long. */
export function LengthLine({ id, max, left, isUnkept = false, className }: LengthLineProps) {
  const t = useTranslations("composer.length");
  const format = useFormatter();
  if (left === null) return null;
  const isOver = left < 0;
  return (
    <p
      id={id}
      role={isOver ? "alert" : undefined}
      className={cn("text-end text-xs tabular-nums", isOver ? "text-bad" : "text-muted", className)}
    >
      {isOver ? t("over", { count: -left, max: format.number(max) }) : t("left", { count: left })}
      {isUnkept ? ` ${t("unkept", { max: format.number(DRAFT_CHARS_MAX) })}` : ""}
    </p>
  );
}
