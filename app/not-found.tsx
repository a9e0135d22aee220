import { SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/app/_ui/empty-state";

export default function NotFoundPage() {
  const t = useTranslations("error");
  return (
    <main className="grid h-window place-items-center">
      <h1 className="sr-only">{t("notFound")}</h1>
      <EmptyState
        icon={<SearchX size={20} />}
        title={t("notFound")}
        action={
          <Link href="/inbox" className="font-semibold text-accent hover:underline">
            {t("toInbox")}
          </Link>
        }
      >
        {t("notFoundText")}
      </EmptyState>
    </main>
  );
}
