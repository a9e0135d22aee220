import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { deliveriesOf } from "@/app/_settings/queries";
import { NO_FILTER } from "@/app/_settings/webhooks/webhook";
import { WebhookScreen } from "@/app/_settings/webhooks/webhook-screen";
import { Prefetch } from "@/app/(agent)/prefetch";

type WebhookPageProps = { params: Promise<{ endpointId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.webhooks");
  return { title: t("title") };
}

export default async function WebhookPage({ params }: WebhookPageProps) {
  const { endpointId } = await params;
  await requirePageCaller(`/settings/webhooks/${endpointId}`);
  if (!/^[1-9]\d{0,14}$/.test(endpointId)) notFound();
  const id = Number(endpointId);
  return (
    <Prefetch
      read={({ cache, trpc }) => [
        cache.prefetchQuery(trpc.webhooks.get.queryOptions({ endpointId: id })),
        cache.prefetchInfiniteQuery(deliveriesOf(trpc, id, NO_FILTER)),
      ]}
    >
      <WebhookScreen endpointId={id} />
    </Prefetch>
  );
}
