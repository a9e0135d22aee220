"use client";

import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { buttonClass } from "@/app/_ui/button";
import type { InboxDto } from "@/server/contract/_shared/dto";

type FirstVisitProps = { inbox: InboxDto; onOpened: () => void };

/** Opens a page with the inbox's widget in another window, and leads to the line for a site of one's own. */
export function FirstVisit({ inbox: { id, identifier }, onOpened }: FirstVisitProps) {
  const t = useTranslations("welcome.visit");
  return (
    <>
      <p className="mb-3 text-muted">{t("text")}</p>
      <a
        href={`/demo?inbox=${identifier}`}
        target="_blank"
        rel="noopener"
        onClick={onOpened}
        className={buttonClass({ variant: "primary" })}
      >
        {t("open")}
        <ExternalLink size={14} aria-hidden />
      </a>
      <p className="mt-3 text-sm">
        <Link href={inboxHref(id, "connect")} className="text-accent hover:underline">
          {t("own")}
        </Link>
      </p>
    </>
  );
}
