"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { RequestText } from "@/app/_settings/webhooks/delivery/request-text";
import { Select } from "@/app/_ui/select";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { EventType } from "@/server/contract/event/event";
import type { WebhookDraft } from "./draft";

/** A sample event as this endpoint would receive it, folded: it is longer than the form. */
export function SamplePreview({ draft: { format, types } }: { draft: WebhookDraft }) {
  const t = useTranslations("settings.webhooks.form");
  const trpc = useTRPC();
  const subscribed = EVENT_TYPES.filter((type) =>
    types.some((one) => one === "*" || one.split("/")[0] === type),
  );
  const [wanted, setWanted] = useState<EventType>("message.created");
  const type = subscribed.includes(wanted) ? wanted : (subscribed[0] ?? wanted);
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({
    ...trpc.webhooks.sample.queryOptions({ format, type }),
    placeholderData: keepPreviousData,
    enabled: isOpen,
  });
  return (
    <details
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className="rounded-m border border-line"
    >
      <summary className="cursor-pointer rounded-m px-4 py-3 font-medium hover:bg-hover">
        {t("sample")}
      </summary>
      <section aria-label={t("sample")} className="px-4 pb-4">
        <Select
          aria-label={t("sampleOf")}
          value={type}
          options={subscribed.map((value) => ({ value, label: value }))}
          onChange={setWanted}
          className="mb-3 w-72 max-w-full font-mono text-sm"
        />
        {data === null ? <p className="text-muted">{t("notTold")}</p> : null}
        {data ? <RequestText request={data} /> : null}
      </section>
    </details>
  );
}
