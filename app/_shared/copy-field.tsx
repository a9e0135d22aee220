"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { FIELD } from "@/app/_ui/field";

/** A text to copy. Without a clipboard (plain http), it is selected for the reader to copy. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const t = useTranslations("settings.token");
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      setCopied(false); // it stays selected
    }
  };
  return (
    <div className="flex max-w-prose gap-2">
      <input
        ref={field}
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
        className={`${FIELD} font-mono text-sm`}
      />
      <Button onClick={() => void copy()} className="h-8.5">
        {isCopied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
        <span aria-live="polite">{isCopied ? t("copied") : t("copy")}</span>
      </Button>
    </div>
  );
}
