"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { ProfileSection } from "@/app/_settings/profile/section-links";
import {
  desktopRight,
  desktopSwitch,
  playSound,
  soundSwitch,
} from "@/app/_shell/notifications/alert-choices";
import {
  canPush,
  needsInstall,
  pushSwitch,
  subscribe,
  unsubscribe,
  usePushServer,
} from "@/app/_shell/notifications/push";
import { SwitchChoice } from "@/app/_ui/switch";

type Right = ReturnType<typeof desktopRight> | "install";

const rightNow = (): Right => (needsInstall() ? "install" : desktopRight());

/** How this browser shows notifications: sound, and pushes also while Tickline is closed. */
export function BrowserFields() {
  const t = useTranslations("settings.profile.alerts");
  const hasSound = soundSwitch.use();
  const setSound = (isOn: boolean) => {
    soundSwitch.set(isOn);
    if (isOn) playSound();
  };
  return (
    <ProfileSection title={t("here")} text={t("hereText")}>
      <SwitchChoice name={t("sound")} why={t("soundText")} isOn={hasSound} onChange={setSound} />
      <DesktopField />
    </ProfileSection>
  );
}

function DesktopField() {
  const t = useTranslations("settings.profile.alerts");
  const [right, setRight] = useState<Right>("default");
  useEffect(() => setRight(rightNow()), []);
  const { isBusy, turn } = useTurn(setRight);
  const isOn = desktopSwitch.use();
  const isPushed = pushSwitch.use();
  const note = right === "granted" ? (isOn && !isPushed && !isBusy ? "local" : null) : right;
  return (
    <SwitchChoice
      name={t("desktop")}
      why={t("desktopText")}
      isOn={isOn && right === "granted"}
      isEnabled={!isBusy && right !== "unsupported" && right !== "install"}
      onChange={(next) => void turn(next)}
    >
      {note === null || note === "default" ? null : (
        <p role="status" className="mt-1 text-sm text-warn">
          {t(`right.${note}`)}
        </p>
      )}
    </SwitchChoice>
  );
}

/** Browsers request the permission only after a click. */
function useTurn(setRight: (right: Right) => void) {
  const [isBusy, setBusy] = useState(false);
  const server = usePushServer();
  const { id } = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const turn = async (isOn: boolean) => {
    setBusy(true);
    try {
      if (isOn && desktopRight() === "default") await Notification.requestPermission();
      const isGranted = desktopRight() === "granted";
      setRight(rightNow());
      desktopSwitch.set(isOn && isGranted);
      if (!isOn) await unsubscribe();
      else if (isGranted && canPush()) await subscribe(server, id);
      await queryClient.invalidateQueries(trpc.notificationSettings.devices.queryFilter());
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, turn };
}
