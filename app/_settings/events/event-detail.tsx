"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { indented } from "@/app/_settings/webhooks/delivery/request-text";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { warn } from "@/app/_ui/overlay/toast";
import { type EventLine, type FieldChange, fieldChangesOf } from "./event-line";

/** An event in full: each field before and after; its JSON on request. */
export function EventDetail({ event }: { event: EventLine }) {
  const t = useTranslations("settings.events");
  const [isJson, setJson] = useState(false);
  const fields = fieldChangesOf(event.changes);
  return (
    <div className="mt-2 flex flex-col items-start gap-2 pl-6">
      {fields.length > 0 ? <FieldTable fields={fields} /> : null}
      <Button size="sm" aria-expanded={isJson} onClick={() => setJson(!isJson)}>
        {isJson ? t("hideJson") : t("showJson")}
      </Button>
      {isJson ? <EventJson seq={event.seq} version={event.resource.version} /> : null}
    </div>
  );
}

function FieldTable({ fields }: { fields: readonly FieldChange[] }) {
  const t = useTranslations("settings.events");
  return (
    <div className="w-full overflow-x-auto">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{t("changes")}</caption>
        <thead>
          <tr className="text-faint text-xs">
            {(["field", "before", "after"] as const).map((column) => (
              <th key={column} scope="col" className="py-1 pr-4 text-start font-medium">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody dir="ltr">
          {fields.map(({ field, from, to }) => (
            <tr key={field} className="border-line border-t align-top">
              <th scope="row" className="py-1 pr-4 text-start font-mono font-normal text-muted">
                {field}
              </th>
              <td className="py-1 pr-4 font-mono whitespace-pre-wrap wrap-anywhere">{from}</td>
              <td className="py-1 font-medium font-mono whitespace-pre-wrap wrap-anywhere">{to}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EventJson({ seq, version }: { seq: number; version: number }) {
  const t = useTranslations("settings.events");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.events.get.queryOptions({ seq }));
  if (!data) return <LoadState error={error} onRetry={refetch} />;
  const text = indented(data.text);
  return (
    <div className="w-full">
      <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 text-muted text-sm">{t("asSent", { version })}</p>
        <CopyButton text={text} />
      </div>
      <pre
        dir="ltr"
        className="rounded-s bg-hover px-3 py-2.5 font-mono text-sm whitespace-pre-wrap wrap-anywhere"
      >
        {text}
      </pre>
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const t = useTranslations("settings.events");
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => warn({ text: t("notCopied") }), // a browser without a clipboard: plain http
    );
  return (
    <Button size="sm" onClick={() => void copy()}>
      {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      <span aria-live="polite">{isCopied ? t("copied") : t("copy")}</span>
    </Button>
  );
}
