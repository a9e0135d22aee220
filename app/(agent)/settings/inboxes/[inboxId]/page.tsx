import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { InboxScreen } from "@/app/_settings/inbox/inbox-screen";

type InboxSettingsPageProps = { params: Promise<{ inboxId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("inbox") };
}

export default async function InboxSettingsPage({ params }: InboxSettingsPageProps) {
  const { inboxId } = await params;
  await requirePageCaller(`/settings/inboxes/${inboxId}`);
  if (!/^[1-9]\d{0,14}$/.test(inboxId)) notFound();
  return <InboxScreen inboxId={Number(inboxId)} />;
}
