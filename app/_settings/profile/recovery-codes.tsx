"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_ui/button";

/** New recovery codes. They are shown only once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useTranslations("settings.profile.twoFactor");
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(codes.join("\n")).then(
      () => setCopied(true),
      () => setCopied(false), // without a clipboard they can be selected
    );
  return (
    <>
      <ul
        aria-label={t("codes")}
        dir="ltr"
        className="mb-4 grid grid-cols-1 gap-x-6 gap-y-1 rounded-s border border-line bg-hover p-3 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void copy()}>
          <span aria-live="polite">{isCopied ? t("copied") : t("copy")}</span>
        </Button>
        <Button variant="primary" onClick={onDone}>
          {t("done")}
        </Button>
      </div>
    </>
  );
}
