"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { RequestText } from "@/app/_settings/webhooks/delivery/request-text";
import { FIELD } from "@/app/_ui/field";
import { EVENT_TYPES, type EventType } from "@/server/contract/event/event";
import type { WebhookDraft } from "./draft";

/** A sample event as this endpoint would receive it. */
export function SamplePreview({ draft: { format, types } }: { draft: WebhookDraft }) {
  const t = useTranslations("settings.webhooks.form");
  const trpc = useTRPC();
  const id = useId();
  const subscribed = EVENT_TYPES.filter((type) =>
    types.some((one) => one === "*" || one.split("/")[0] === type),
  );
  const [wanted, setWanted] = useState<EventType>("message.created");
  const type = subscribed.includes(wanted) ? wanted : (subscribed[0] ?? wanted);
  const { data } = useQuery({
    ...trpc.webhooks.sample.queryOptions({ format, type }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby={id} className="rounded-m border border-line p-4">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h2 id={id} className="text-base">
          {t("sample")}
        </h2>
        <select
          aria-label={t("sampleOf")}
          value={type}
          onChange={({ target }) => setWanted(EVENT_TYPES.find((one) => one === target.value) ?? wanted)}
          className={`${FIELD} w-auto max-w-full font-mono text-sm`}
        >
          {subscribed.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      {data === null ? <p className="text-muted">{t("notTold")}</p> : null}
      {data ? <RequestText request={data} /> : null}
    </section>
  );
}
