"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { desktopRight, desktopSwitch, soundSwitch } from "@/app/_shell/notifications/alert-choices";
import { playSound } from "@/app/_shell/notifications/sound";
import { ProfileSection, SwitchChoice } from "./switch-section";

/** How this browser alerts the reader to notifications. */
export function AlertsFields() {
  const t = useTranslations("settings.profile.alerts");
  const [isRefused, setRefused] = useState(false);
  const hasSound = soundSwitch.use();
  const hasDesktop = desktopSwitch.use();
  const setSound = (isOn: boolean) => {
    soundSwitch.set(isOn);
    if (isOn) playSound();
  };
  /** Browsers request the permission only after a click. */
  const setDesktop = async (isOn: boolean) => {
    const right =
      isOn && desktopRight() === "default" ? await Notification.requestPermission() : desktopRight();
    setRefused(isOn && right !== "granted");
    desktopSwitch.set(isOn && right === "granted");
  };
  return (
    <ProfileSection title={t("title")} text={t("text")}>
      <SwitchChoice name={t("sound")} why={t("soundText")} isOn={hasSound} onChange={setSound} />
      <SwitchChoice
        name={t("desktop")}
        why={t("desktopText")}
        isOn={hasDesktop}
        onChange={(isOn) => void setDesktop(isOn)}
      >
        {isRefused ? (
          <p role="alert" className="mt-1 text-sm text-warn">
            {t("refused")}
          </p>
        ) : null}
      </SwitchChoice>
    </ProfileSection>
  );
}
