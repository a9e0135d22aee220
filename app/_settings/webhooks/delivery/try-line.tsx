"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { networkIn } from "@/app/_settings/webhooks/form/use-refused";
import type { ShownDelivery } from "@/app/_settings/webhooks/webhook";
import { UNANSWERED } from "@/server/contract/inbox/constants";

/** One try: time, duration, and the response or the error. */
export function TryLine({ attempt }: { attempt: ShownDelivery["attempts"][number] }) {
  const t = useTranslations("settings.webhooks.try");
  const times = useTimes();
  const { number, at, durationMs, address, status, excerpt } = attempt;
  const isTaken = status !== null && status >= 200 && status < 300;
  const Icon = isTaken ? CircleCheck : CircleX;
  return (
    <div className="flex min-w-0 gap-2.5">
      <Icon size={16} aria-hidden className={`mt-0.5 shrink-0 ${isTaken ? "text-ok" : "text-bad"}`} />
      <div className="min-w-0 flex-1">
        <p>
          <span className="font-medium">
            {isTaken ? (
              t("taken", { status })
            ) : status === null ? (
              <Fault attempt={attempt} />
            ) : (
              t("answered", { status })
            )}
          </span>
        </p>
        <p className="text-muted text-sm">
          {t("number", { number })} · <time dateTime={at}>{times.moment(at)}</time> ·{" "}
          {t("took", { ms: durationMs })}
          {address === null ? null : (
            <>
              {" "}
              · <span dir="ltr">{address}</span>
            </>
          )}
        </p>
        {excerpt ? (
          <pre
            dir="ltr"
            className="mt-1.5 rounded-s bg-hover px-3 py-2 font-mono text-sm whitespace-pre-wrap wrap-anywhere"
          >
            {excerpt}
          </pre>
        ) : null}
      </div>
    </div>
  );
}

function Fault({ attempt: { fault, message } }: { attempt: ShownDelivery["attempts"][number] }) {
  const t = useTranslations("settings.webhooks.try");
  const network = networkIn(message);
  if (fault === "refused_address" && network !== null) return t("toAllow", { network });
  const known = UNANSWERED.find((one) => one === fault);
  if (known) return t(`fault.${known}`);
  return <span dir="auto">{message ?? t("fault.connection_reset")}</span>;
}
