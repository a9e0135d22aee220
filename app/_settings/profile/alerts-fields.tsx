"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { desktopRight, desktopSwitch, soundSwitch } from "@/app/_shell/notifications/alert-choices";
import { playSound } from "@/app/_shell/notifications/sound";
import { Switch } from "@/app/_ui/switch";

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
    <section aria-labelledby="alerts" className="flex flex-col gap-4">
      <div>
        <h2 id="alerts" className="text-md">
          {t("title")}
        </h2>
        <p className="mt-0.5 text-muted">{t("text")}</p>
      </div>
      <Choice name={t("sound")} why={t("soundText")} isOn={hasSound} onChange={setSound} />
      <Choice
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
      </Choice>
    </section>
  );
}

type ChoiceProps = {
  name: string;
  why: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children?: ReactNode;
};

function Choice({ name, why, isOn, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex gap-3">
      <Switch checked={isOn} onChange={onChange} aria-labelledby={id} aria-describedby={`${id}-why`} />
      <div>
        <p id={id} className="font-medium">
          {name}
        </p>
        <p id={`${id}-why`} className="text-muted text-sm">
          {why}
        </p>
        {children}
      </div>
    </div>
  );
}
