"use client";

import { Settings } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePush } from "@/app/_lib/leave/use-push";
import { useMe } from "@/app/_lib/session/me";
import { settingsHref, settingsPagesOf } from "@/app/_shell/nav/settings-pages";
import type { Entry } from "./entries";

const ICON_PX = 16;

/** The pages of the settings that the member may use, found by name. */
export function useSettingsEntries(): Entry[] {
  const t = useTranslations("settings");
  const push = usePush();
  const { role } = useMe();
  return settingsPagesOf(role).map((entry) => ({
    id: `page ${entry.page}`,
    name: t(entry.name),
    detail: t("title"),
    icon: <Settings size={ICON_PX} />,
    does: { run: () => push(settingsHref(entry)) },
  }));
}
