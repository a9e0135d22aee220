import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { TokensScreen } from "@/app/_settings/tokens/tokens-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("tokens") };
}

export default async function TokensPage() {
  await requirePageCaller("/settings/tokens");
  return <TokensScreen />;
}
