import { useTranslations } from "next-intl";
import { EmptyState } from "@/app/_ui/empty-state";

/** Every page loads what this one needs, in a chunk that shares no modules: it has no icon and no `Link`. */
export default function NotFoundPage() {
  const t = useTranslations("error");
  return (
    <main className="grid h-window place-items-center">
      <h1 className="sr-only">{t("notFound")}</h1>
      <EmptyState
        icon={<span className="font-bold text-sm">404</span>}
        title={t("notFound")}
        action={
          <a
            href="/inbox"
            className="inline-flex h-7.5 items-center rounded-s border border-line-strong bg-surface px-2.5 font-medium hover:bg-hover pointer-coarse:h-10"
          >
            {t("toInbox")}
          </a>
        }
      >
        {t("notFoundText")}
      </EmptyState>
    </main>
  );
}
