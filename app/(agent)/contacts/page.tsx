import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContactsScreen } from "@/app/_contacts/contacts-screen";
import { requirePageCaller } from "@/app/_lib/session/session";

type ContactsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contacts");
  return { title: t("title") };
}

export default async function ContactsPage({ searchParams }: ContactsPageProps) {
  const { c } = await searchParams;
  await requirePageCaller(typeof c === "string" && /^\d{1,15}$/.test(c) ? `/contacts?c=${c}` : "/contacts");
  return <ContactsScreen />;
}
