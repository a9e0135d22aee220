"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { chooseTheme, DENSITIES, THEMES, type Theme } from "@/app/_lib/preferences/display";
import { setDensity, setLocale, setTheme, useDensity } from "@/app/_lib/preferences/preferences";
import { SegmentedField } from "@/app/_ui/segmented";
import { LOCALES, type Locale } from "@/server/contract/_shared/locale";
import { ProfileSection } from "./switch-section";

/** Theme, density and language of this browser, effective immediately. */
export function AppearanceFields() {
  const t = useTranslations("user");
  const p = useTranslations("settings.profile");
  const router = useRouter();
  const locale = useLocale();
  const density = useDensity();
  const [theme, showTheme] = useState<Theme>("system");
  useEffect(() => showTheme(chooseTheme(document.documentElement.dataset["theme"])), []);
  return (
    <ProfileSection title={p("looks")} text={p("looksText")}>
      <SegmentedField
        label={t("theme")}
        value={theme}
        options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
        onChange={(value) => {
          showTheme(value);
          setTheme(value);
        }}
      />
      <SegmentedField
        label={t("density")}
        value={density}
        options={DENSITIES.map((value) => ({ value, label: t(`densities.${value}`) }))}
        onChange={setDensity}
      />
      <SegmentedField<Locale>
        label={t("language")}
        value={locale}
        options={LOCALES.map((value) => ({ value, label: t(`languages.${value}`) }))}
        onChange={(value) => {
          setLocale(value);
          router.refresh();
        }}
      />
    </ProfileSection>
  );
}
