import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";

/** A paperclip with the number of files; nothing without any. */
export function FileCount({ count }: { count: number }) {
  const t = useTranslations("files");
  if (count === 0) return null;
  return (
    <span className="inline-flex shrink-0 items-center gap-0.5 text-faint text-xs tabular-nums">
      <Paperclip size={12} aria-hidden />
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t("several", { count })}</span>
    </span>
  );
}
