"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import type { TestCallDto } from "@/server/contract/inbox/test-call";

/**
 * What a test call found: in words, with its status, its time, and the fault or the beginning of
 * the answer.
 */
export function TestCallResult({ result, excerpt }: { result: TestCallDto; excerpt?: string | null }) {
  const t = useTranslations("settings.check.result");
  const { finding, status, durationMs, address, detail } = result;
  const isFine = finding === "accepted";
  return (
    <div className={cn("rounded-m px-3.5 py-2.5", isFine ? "bg-ok-soft text-ok" : "bg-warn-soft text-warn")}>
      <p>{t(`finding.${finding}`)}</p>
      <p className="mt-0.5 text-sm">
        {status === null ? t("noAnswer", { durationMs }) : t("answered", { status, durationMs })}
        {address ? ` · ${address}` : null}
      </p>
      {detail ? <p className="mt-0.5 text-sm wrap-anywhere">{detail}</p> : null}
      {excerpt ? (
        <pre className="mt-1.5 overflow-x-auto whitespace-pre-wrap font-mono text-sm">{excerpt}</pre>
      ) : null}
    </div>
  );
}
