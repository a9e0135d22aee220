"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

/** A list of warnings about an inbox's policy. */
export function WarningList({ warnings }: { warnings: DiagnosisDto["warnings"] }) {
  const t = useTranslations("settings.policy.warning");
  return (
    <ul className="flex flex-col gap-2">
      {warnings.map((warning) => (
        <li key={warning} className="flex gap-2.5 rounded-m bg-warn-soft px-3.5 py-2.5 text-warn">
          <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
          <p>{t.rich(warning, marks)}</p>
        </li>
      ))}
    </ul>
  );
}
