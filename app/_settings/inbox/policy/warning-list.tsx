"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";

type Warning = DiagnosisDto["warnings"][number];

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

/** A list of warnings about an inbox's settings; with `inboxId`, each has a link to where its cause is removed. */
export function WarningList({ warnings, inboxId }: { warnings: readonly Warning[]; inboxId?: number }) {
  return (
    <ul className="flex flex-col gap-2">
      {warnings.map((warning) => (
        <WarningLine
          key={warning}
          warning={warning}
          href={inboxId === undefined ? null : hrefOfCause(warning, inboxId)}
        />
      ))}
    </ul>
  );
}

function WarningLine({ warning, href }: { warning: Warning; href: string | null }) {
  const t = useTranslations("settings.policy");
  const id = useId();
  return (
    <li className="flex gap-2.5 rounded-m bg-warn-soft px-3.5 py-2.5 text-warn">
      <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
      <p id={id} className="min-w-0 flex-1">
        {t.rich(`warning.${warning}`, marks)}
      </p>
      {href === null ? null : (
        <Link href={href} aria-describedby={id} className="shrink-0 self-start font-semibold underline">
          {t("fix")}
        </Link>
      )}
    </li>
  );
}

/** Where the cause of a warning is removed; null for what only the operator can change. */
function hrefOfCause(warning: Warning, inboxId: number): string | null {
  switch (warning) {
    case "nobodyTakesReplies":
      return inboxHref(inboxId, "connect");
    case "callbackFailing":
    case "callbackUnencrypted":
    case "callbackLocal":
      return inboxHref(inboxId, "connection");
    case "filesLocal":
      return null;
    case "webhookDisabled":
    case "webhookFailing":
      return "/settings/webhooks";
    case "noToken":
      return "/settings/tokens";
    case "noAgent":
      return inboxHref(inboxId, "members");
    case "stuckMessages":
      return `/not-delivered?inbox=${inboxId}`;
    case "reviewDue":
      return inboxHref(inboxId, "review");
    default:
      return inboxHref(inboxId, "rules");
  }
}
