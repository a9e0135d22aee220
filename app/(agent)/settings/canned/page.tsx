import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { CannedScreen } from "@/app/_settings/canned/canned-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.canned");
  return { title: t("title") };
}

export default async function CannedPage() {
  await requirePageCaller("/settings/canned");
  return <CannedScreen />;
}
