"use client";

import { Languages, LogOut, type LucideIcon, Moon, Rows2, Rows3, Sun, SunMoon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { DENSITIES, type Density, THEMES, type Theme } from "@/app/_lib/preferences/display";
import { setDensity, setLocale, setTheme, useDensity } from "@/app/_lib/preferences/preferences";
import { useMe } from "@/app/_lib/session/me";
import { leave } from "@/app/_shell/unsent/leave";
import { warn } from "@/app/_ui/overlay/toast";
import { LOCALES } from "@/server/contract/_shared/constants";
import type { Entry } from "./entries";

const ICON_PX = 16;
const THEME_ICON: Record<Theme, LucideIcon> = { system: SunMoon, light: Sun, dark: Moon };
const DENSITY_ICON: Record<Density, LucideIcon> = { comfortable: Rows2, compact: Rows3 };

/** Theme, density, language and sign-out: listed only for a query. */
export function usePersonalEntries(): Entry[] {
  const t = useTranslations("user");
  const keys = useTranslations("keys");
  const me = useMe();
  const router = useRouter();
  const locale = useLocale();
  const density = useDensity();
  const themes = THEMES.map((theme): Entry => {
    const Icon = THEME_ICON[theme];
    return {
      id: `theme ${theme}`,
      name: keys("choice", { action: t("theme"), choice: t(`themes.${theme}`) }),
      icon: <Icon size={ICON_PX} />,
      does: { run: () => setTheme(theme) },
    };
  });
  const densities = DENSITIES.map((choice): Entry => {
    const Icon = DENSITY_ICON[choice];
    return {
      id: `density ${choice}`,
      name: keys("choice", { action: t("density"), choice: t(`densities.${choice}`) }),
      icon: <Icon size={ICON_PX} />,
      isOn: choice === density,
      does: { run: () => setDensity(choice) },
    };
  });
  const languages = LOCALES.map(
    (language): Entry => ({
      id: `language ${language}`,
      name: keys("choice", { action: t("language"), choice: t(`languages.${language}`) }),
      icon: <Languages size={ICON_PX} />,
      isOn: language === locale,
      does: {
        run: () => {
          setLocale(language);
          router.refresh();
        },
      },
    }),
  );
  // As in the menu of the user, with its question if texts would be lost.
  const signOut = () => void leave(me).catch(() => warn({ text: t("signOutFailed") }));
  const out: Entry = {
    id: "sign out",
    name: t("signOut"),
    icon: <LogOut size={ICON_PX} />,
    does: { run: signOut },
  };
  return [...themes, ...densities, ...languages, out];
}
