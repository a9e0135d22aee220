"use client";

import { useTranslations } from "next-intl";
import { setCaretMovesOn, useCaretMovesOn } from "@/app/_lib/preferences/caret-moves-on";
import { setEnterSends, useEnterSends } from "@/app/_lib/preferences/enter-sends";
import { setSingleKeys, useSingleKeys } from "@/app/_lib/preferences/single-keys";
import { useIsMac } from "@/app/_shell/keys/use-is-mac";
import { SwitchChoice } from "@/app/_ui/switch-choice";
import { ProfileSection } from "./switch-section";

/** How keys work in this browser, effective immediately. */
export function KeyboardFields() {
  const t = useTranslations("settings.profile");
  const keys = useTranslations("keys");
  const mod = useIsMac() ? "⌘" : "Ctrl";
  const hasSingleKeys = useSingleKeys();
  return (
    <ProfileSection title={t("keyboard")} text={t("keyboardText")}>
      <SwitchChoice
        name={t("enterSends")}
        why={t("enterSendsWhy", { mod })}
        isOn={useEnterSends()}
        onChange={setEnterSends}
      />
      <SwitchChoice
        name={t("caretMovesOn")}
        why={t("caretMovesOnWhy")}
        isOn={useCaretMovesOn()}
        onChange={setCaretMovesOn}
      />
      <SwitchChoice
        name={keys("single")}
        why={keys("singleWhy")}
        isOn={hasSingleKeys}
        onChange={setSingleKeys}
      />
    </ProfileSection>
  );
}
