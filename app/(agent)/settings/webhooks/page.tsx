import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { WebhooksScreen } from "@/app/_settings/webhooks/webhooks-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.webhooks");
  return { title: t("title") };
}

export default async function WebhooksPage() {
  await requirePageCaller("/settings/webhooks");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.webhooks.list.queryOptions())]}>
      <WebhooksScreen />
    </Prefetch>
  );
}
