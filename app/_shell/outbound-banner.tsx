import { useTranslations } from "next-intl";

/** Tells administrators on every page that nothing leaves the installation. */
export function OutboundBanner() {
  const t = useTranslations("outbound");
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate">{t("text")}</span>
    </aside>
  );
}
