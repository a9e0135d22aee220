"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { DENSITIES } from "@/app/_lib/preferences/density";
import { setDensity, setLocale, setTheme } from "@/app/_lib/preferences/preferences";
import { setSingleKeys, useSingleKeys } from "@/app/_lib/preferences/single-keys";
import { chooseTheme, THEMES, type Theme } from "@/app/_lib/preferences/theme";
import { useDensity } from "@/app/_lib/preferences/use-density";
import { Segmented } from "@/app/_ui/segmented";
import { Switch } from "@/app/_ui/switch";
import { LOCALES, type Locale } from "@/server/contract/_shared/locale";

/** Theme, density, language and keys of this browser, effective immediately. */
export function AppearanceFields() {
  const t = useTranslations("user");
  const p = useTranslations("settings.profile");
  const router = useRouter();
  const locale = useLocale();
  const density = useDensity();
  const [theme, showTheme] = useState<Theme>("system");
  useEffect(() => showTheme(chooseTheme(document.documentElement.dataset["theme"])), []);
  return (
    <section aria-labelledby="appearance" className="flex flex-col gap-4">
      <div>
        <h2 id="appearance" className="text-md">
          {p("looks")}
        </h2>
        <p className="mt-0.5 text-muted">{p("looksText")}</p>
      </div>
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
      <KeysSwitch />
    </section>
  );
}

/** Turns single keys on or off, for users of speech input; the sheet of keys has the same switch. */
function KeysSwitch() {
  const t = useTranslations("keys");
  const isOn = useSingleKeys();
  const id = useId();
  return (
    <div className="flex gap-3">
      <Switch checked={isOn} onChange={setSingleKeys} aria-labelledby={id} aria-describedby={`${id}-why`} />
      <div>
        <p id={id} className="font-medium">
          {t("single")}
        </p>
        <p id={`${id}-why`} className="text-muted text-sm">
          {t("singleWhy")}
        </p>
      </div>
    </div>
  );
}
