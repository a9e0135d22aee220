import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requirePageCaller } from "@/app/_lib/session/session";
import { WelcomeScreen } from "@/app/_settings/welcome/welcome-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("welcome");
  return { title: t("title") };
}

/** First steps up to the first message, for administrators. */
export default async function WelcomePage() {
  const caller = await requirePageCaller("/welcome");
  if (caller.role === "agent") redirect("/inbox");
  return <WelcomeScreen />;
}
