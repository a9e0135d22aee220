import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { WebhookScreen } from "@/app/_settings/webhooks/webhook-screen";

type WebhookPageProps = { params: Promise<{ endpointId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.webhooks");
  return { title: t("title") };
}

export default async function WebhookPage({ params }: WebhookPageProps) {
  const { endpointId } = await params;
  await requirePageCaller(`/settings/webhooks/${endpointId}`);
  if (!/^[1-9]\d{0,14}$/.test(endpointId)) notFound();
  return <WebhookScreen endpointId={Number(endpointId)} />;
}
