import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { NewWebhookScreen } from "@/app/_settings/webhooks/form/new-webhook-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.webhooks");
  return { title: t("create") };
}

export default async function NewWebhookPage() {
  await requirePageCaller("/settings/webhooks/new");
  return (
    <Prefetch read={({ cache, trpc }) => [cache.prefetchQuery(trpc.webhooks.formats.queryOptions())]}>
      <NewWebhookScreen />
    </Prefetch>
  );
}
