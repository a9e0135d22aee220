"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useOrigin } from "@/app/_lib/use-origin";
import { CopyBlock } from "@/app/_shared/copy-block";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** The line that shows an inbox's widget on a website, and a page to try it. */
export function WidgetSnippet({ inbox: { identifier, settings } }: { inbox: InboxDto }) {
  const t = useTranslations("settings.widget");
  const origin = useOrigin();
  const { allowedOrigins } = settings;
  const hasSite = Array.isArray(allowedOrigins) && allowedOrigins.length > 0;
  return (
    <div className="flex flex-col gap-3">
      <CopyBlock
        label={t("snippet")}
        value={`<script src="${origin}/widget.js" data-inbox="${identifier}" async></script>`}
      />
      <p className={cn("max-w-prose text-sm", hasSite ? "text-muted" : "text-warn")}>
        {t(hasSite ? "snippetHint" : "noSite")}
      </p>
      <a
        href={`/demo?inbox=${identifier}`}
        target="_blank"
        rel="noopener"
        className="inline-flex items-center gap-1.5 self-start text-accent hover:underline"
      >
        <ExternalLink size={14} aria-hidden />
        {t("tryIt")}
      </a>
    </div>
  );
}
