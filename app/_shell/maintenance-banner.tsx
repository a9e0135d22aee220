import { useTranslations } from "next-intl";

/** Tells everybody on every page that changes are refused, with the operator's `text`. */
export function MaintenanceBanner({ text }: { text: string }) {
  const t = useTranslations("maintenance");
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate" dir="auto" title={text}>
        {t("text", { text })}
      </span>
    </aside>
  );
}
