"use client";

import { useTranslations } from "next-intl";
import type { WebhookRequest } from "@/app/_settings/webhooks/webhook";

const CODE = "font-mono text-sm whitespace-pre-wrap wrap-anywhere";

/** A request as the endpoint receives it; its JSON is indented here, the sent bytes have no spaces. */
export function RequestText({ request: { headers, body, isCut } }: { request: WebhookRequest }) {
  const t = useTranslations("settings.webhooks.request");
  return (
    <div dir="ltr" className="rounded-s bg-hover px-3 py-2.5">
      <pre className={`${CODE} text-muted`}>
        {Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join("\n")}
      </pre>
      <pre className={`${CODE} mt-2`}>{isCut ? body : indented(body)}</pre>
      {isCut ? <p className="mt-1 text-muted text-sm">{t("cut")}</p> : null}
    </div>
  );
}

export function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // not JSON: unchanged
  }
}
