import { useTranslations } from "next-intl";

/** Warns in a form that others have stored another value of a field that is edited here. */
export function Overtaken({ isOvertaken }: { isOvertaken: boolean }) {
  const t = useTranslations("editDialog");
  return (
    <p role="status" className="text-sm text-warn empty:hidden">
      {isOvertaken ? t("overtaken") : null}
    </p>
  );
}
