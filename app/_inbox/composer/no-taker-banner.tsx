"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";

/** Says that nobody takes the replies of the inbox. It is there for as long as that is so: events update the inbox. */
export default function NoTakerBanner({ inboxId }: { inboxId: number }) {
  const t = useTranslations("composer.noTaker");
  const isAdministrator = useMe().role === "administrator";
  return (
    <p
      role="status"
      className="mx-3 mb-2 flex shrink-0 gap-2.5 rounded-m bg-warn-soft px-3.5 py-2 text-sm text-warn md:mx-5"
    >
      <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0">
        {t("text")}{" "}
        {isAdministrator ? (
          <Link href={inboxHref(inboxId, "connection")} className="underline">
            {t("admin")}
          </Link>
        ) : (
          t("agent")
        )}
      </span>
    </p>
  );
}
