"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { DENSITIES } from "@/app/_lib/preferences/density";
import { setDensity, setLocale, setTheme } from "@/app/_lib/preferences/preferences";
import { chooseTheme, THEMES, type Theme } from "@/app/_lib/preferences/theme";
import { useDensity } from "@/app/_lib/preferences/use-density";
import { Segmented } from "@/app/_ui/segmented";
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
      <div>
        <p className="mb-1 font-medium">{t("theme")}</p>
        <Segmented
          label={t("theme")}
          value={theme}
          options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
          onChange={(value) => {
            showTheme(value);
            setTheme(value);
          }}
        />
      </div>
      <div>
        <p className="mb-1 font-medium">{t("density")}</p>
        <Segmented
          label={t("density")}
          value={density}
          options={DENSITIES.map((value) => ({ value, label: t(`densities.${value}`) }))}
          onChange={setDensity}
        />
      </div>
      <div>
        <p className="mb-1 font-medium">{t("language")}</p>
        <Segmented<Locale>
          label={t("language")}
          value={locale}
          options={LOCALES.map((value) => ({ value, label: t(`languages.${value}`) }))}
          onChange={(value) => {
            setLocale(value);
            router.refresh();
          }}
        />
      </div>
    </ProfileSection>
  );
}
