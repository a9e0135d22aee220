"use client";

import { Type } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "@/app/_ui/icon-button";

type FormatButtonProps = { isOn: boolean; onChange: (isOn: boolean) => void };

/** Shows or hides the bar of formats. */
export function FormatButton({ isOn, onChange }: FormatButtonProps) {
  const t = useTranslations("composer.format");
  return (
    <IconButton
      label={t("label")}
      aria-pressed={isOn}
      // The field keeps the focus and what is selected.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChange(!isOn)}
      className={isOn ? "bg-hover text-fg" : ""}
    >
      <Type size={16} aria-hidden />
    </IconButton>
  );
}
