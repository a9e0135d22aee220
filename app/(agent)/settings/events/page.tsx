import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { EventsScreen } from "@/app/_settings/events/events-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.events");
  return { title: t("title") };
}

export default async function EventsPage() {
  await requirePageCaller("/settings.events");
  return <EventsScreen />;
}
