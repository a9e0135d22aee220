"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { setEnterSends, useEnterSends } from "@/app/_lib/preferences/enter-sends";
import { setListKeysOpen, useListKeysOpen } from "@/app/_lib/preferences/list-keys";
import { setSingleKeys, useSingleKeys } from "@/app/_lib/preferences/single-keys";
import { useIsMac } from "@/app/_shell/keys/use-is-mac";
import { Switch } from "@/app/_ui/switch";

/** How keys work in this browser, effective immediately. */
export function KeyboardFields() {
  const t = useTranslations("settings.profile");
  const keys = useTranslations("keys");
  const mod = useIsMac() ? "⌘" : "Ctrl";
  const hasSingleKeys = useSingleKeys();
  return (
    <section aria-labelledby="keyboard" className="flex flex-col gap-4">
      <div>
        <h2 id="keyboard" className="text-md">
          {t("keyboard")}
        </h2>
        <p className="mt-0.5 text-muted">{t("keyboardText")}</p>
      </div>
      <KeySwitch
        name={t("enterSends")}
        why={t("enterSendsWhy", { mod })}
        isOn={useEnterSends()}
        onChange={setEnterSends}
      />
      <KeySwitch
        name={keys("single")}
        why={keys("singleWhy")}
        isOn={hasSingleKeys}
        onChange={setSingleKeys}
      />
      <KeySwitch
        name={t("listKeysOpen")}
        why={t("listKeysOpenWhy")}
        isOn={useListKeysOpen()}
        isEnabled={hasSingleKeys}
        onChange={setListKeysOpen}
      />
    </section>
  );
}

type KeySwitchProps = {
  name: string;
  why: string;
  isOn: boolean;
  isEnabled?: boolean;
  onChange: (isOn: boolean) => void;
};

function KeySwitch({ name, why, isOn, isEnabled = true, onChange }: KeySwitchProps) {
  const id = useId();
  return (
    <div className="flex gap-3">
      <Switch
        checked={isOn}
        disabled={!isEnabled}
        onChange={onChange}
        aria-labelledby={id}
        aria-describedby={`${id}-why`}
      />
      <div>
        <p id={id} className="font-medium">
          {name}
        </p>
        <p id={`${id}-why`} className="text-muted text-sm">
          {why}
        </p>
      </div>
    </div>
  );
}
