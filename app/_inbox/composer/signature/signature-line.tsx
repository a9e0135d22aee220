"use client";

import { useTranslations } from "next-intl";
import { useDraft } from "@/app/_inbox/composer/draft";

/** The signature below the text, as it will be sent, and a button that leaves it out of this message. */
export default function SignatureLine() {
  const t = useTranslations("composer.signature");
  const { signature } = useDraft();
  const { isLeftOut, setLeftOut } = signature;
  return (
    <section aria-label={t("label")} className="flex items-start gap-3 px-3.5 pb-1 text-muted text-sm">
      {isLeftOut ? (
        <p className="min-w-0 flex-1">{t("leftOut")}</p>
      ) : (
        <p dir="auto" className="max-h-24 min-w-0 flex-1 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
          {signature.text}
        </p>
      )}
      <button
        type="button"
        onClick={() => setLeftOut(!isLeftOut)}
        className="shrink-0 rounded-xs font-medium text-accent underline-offset-2 hover:underline pointer-coarse:py-2"
      >
        {t(isLeftOut ? "append" : "leaveOut")}
      </button>
    </section>
  );
}
