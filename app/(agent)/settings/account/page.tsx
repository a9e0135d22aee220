import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { AccountScreen } from "@/app/_settings/account/account-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.account");
  return { title: t("title") };
}

export default async function AccountPage() {
  await requirePageCaller("/settings/account");
  return <AccountScreen />;
}
