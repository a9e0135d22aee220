import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { FIRST_QUERY } from "@/app/_settings/health/health";
import { HealthScreen } from "@/app/_settings/health/health-screen";
import { healthOf } from "@/app/_settings/queries";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.health");
  return { title: t("title") };
}

export default async function HealthPage() {
  await requirePageCaller("/settings/health");
  return (
    <Prefetch
      read={({ cache, trpc }) => [
        cache.prefetchQuery(healthOf(trpc, FIRST_QUERY)),
        cache.prefetchQuery(trpc.inboxes.list.queryOptions()),
      ]}
    >
      <HealthScreen />
    </Prefetch>
  );
}
