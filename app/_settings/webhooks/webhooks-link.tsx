"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

/** Leads back to the list of endpoints. */
export function WebhooksLink() {
  const t = useTranslations("settings.webhooks");
  return (
    <Link
      href="/settings/webhooks"
      className="mb-3 inline-flex items-center gap-1.5 text-muted hover:text-fg"
    >
      <ArrowLeft size={14} aria-hidden />
      {t("title")}
    </Link>
  );
}
