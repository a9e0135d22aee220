"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import type { HealthQueuesDto } from "@/server/contract/health/health";
import { isLate } from "./health";
import { Fact, Section } from "./section";
import { useCountText } from "./use-count-text";

/** What waits in the whole account. */
export function QueueFacts({ queues }: { queues: HealthQueuesDto }) {
  const t = useTranslations("settings.health.queues");
  const format = useFormatter();
  const countText = useCountText();
  const oldest = useOldest();
  const { sends, messageChanges, deliveries, outbox, bulkOperations } = queues;
  return (
    <Section
      title={t("title")}
      action={
        <Link href="/settings/queues" className="text-accent text-sm hover:underline">
          {t("show")}
        </Link>
      }
    >
      <dl className="grid grid-cols-1 gap-x-4 gap-y-2.5 rounded-m border border-line px-4 py-3 sm:grid-cols-2 xl:grid-cols-5">
        <Fact
          name={t("sends")}
          value={countText(sends.waiting)}
          note={
            sends.waiting === 0
              ? null
              : [t("due", { count: sends.due }), t("calling", { count: sends.calling })].join(" · ")
          }
          {...oldest(sends.oldestDueAt)}
        />
        <Fact
          name={t("messageChanges")}
          value={countText(messageChanges.waiting)}
          note={
            messageChanges.waiting === 0
              ? null
              : [
                  t("due", { count: messageChanges.due }),
                  t("calling", { count: messageChanges.calling }),
                ].join(" · ")
          }
          {...oldest(messageChanges.oldestDueAt)}
        />
        <Fact
          name={t("deliveries")}
          value={countText(deliveries.waiting)}
          note={deliveries.waiting === 0 ? null : t("due", { count: deliveries.due })}
          {...oldest(deliveries.oldestDueAt)}
        />
        <Fact name={t("events")} value={countText(outbox.waiting)} {...oldest(outbox.oldestAt)} />
        <Fact
          name={t("operations")}
          value={format.number(bulkOperations.running)}
          note={bulkOperations.running === 0 ? null : t("remaining", { count: bulkOperations.remaining })}
        />
      </dl>
    </Section>
  );
}

/** Returns a function for the properties of a fact whose oldest item is late; none if it is not. */
function useOldest(): (at: string | null) => { note: string; tone: "warn" } | null {
  const t = useTranslations("settings.health");
  const times = useTimes();
  const now = useNow();
  return (at) =>
    at === null || !isLate(at, now)
      ? null
      : { note: t("oldest", { age: times.since(at, now) }), tone: "warn" };
}
