"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/button";

type CopyButtonProps = { isCopied: boolean; onCopy: () => void };

/** A button that copies a text, and shows that it did. */
export function CopyButton({ isCopied, onCopy }: CopyButtonProps) {
  const t = useTranslations("settings.token");
  return (
    <Button onClick={onCopy} className="h-8.5">
      {isCopied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      <span aria-live="polite">{isCopied ? t("copied") : t("copy")}</span>
    </Button>
  );
}
