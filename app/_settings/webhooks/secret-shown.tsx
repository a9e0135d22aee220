"use client";

import { useTranslations } from "next-intl";
import { CopyField } from "@/app/_shared/copy-field";

/** A secret that is shown only once. */
export function SecretShown({ title, secret }: { title: string; secret: string }) {
  const t = useTranslations("settings.webhooks");
  return (
    <section role="status" className="rounded-m bg-ok-soft p-4">
      <h2 className="text-base">{title}</h2>
      <p className="mt-0.5 mb-3 max-w-prose text-muted">{t("shownOnce")}</p>
      <CopyField label={t("secret")} value={secret} />
    </section>
  );
}
