"use client";

import { useTranslations } from "next-intl";
import { Kbd } from "@/app/_ui/display/kbd";

/** The keys of the picker, in its foot. `isNested`: the values of a field are shown. */
export function PickerHints({ isNested }: { isNested: boolean }) {
  const t = useTranslations("filter.hint");
  return (
    <>
      <span>
        <Kbd>↵</Kbd> {t(isNested ? "toggle" : "open")}
      </span>
      {isNested ? (
        <span>
          <Kbd>Backspace</Kbd> {t("back")}
        </span>
      ) : null}
      <span>
        <Kbd>Esc</Kbd> {t("close")}
      </span>
    </>
  );
}
