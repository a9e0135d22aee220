"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { cn } from "@/app/_lib/class-names";
import { Switch } from "@/app/_ui/switch";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import type { PolicyDraft } from "./use-policy-draft";

type PolicySwitchProps = {
  setting: Exclude<keyof PolicyDto, "onMessageAfterResolve">;
  draft: PolicyDraft;
  /** Indented because it depends on the switch above. */
  isIndented?: boolean;
};

/** One switch of the policy, with the effect of its current position. */
export function PolicySwitch({ setting, draft, isIndented = false }: PolicySwitchProps) {
  const t = useTranslations("policy.setting");
  const id = useId();
  const isOn = draft.policy[setting];
  return (
    <div className={cn("flex gap-3 border-line border-b py-3.5", isIndented && "pl-6")}>
      <Switch
        id={id}
        checked={isOn}
        onChange={(checked) => draft.set({ [setting]: checked })}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
      />
      <div className="min-w-0">
        <label htmlFor={id} id={`${id}-name`} className="font-medium">
          <SettingName setting={setting} isChanged={draft.changed.includes(setting)} />
        </label>
        <p id={`${id}-hint`} className="text-muted text-sm">
          {isOn ? t(`${setting}.on`) : t(`${setting}.off`)}
        </p>
      </div>
    </div>
  );
}

/** A setting's name, marked while it differs from what is saved. */
export function SettingName({ setting, isChanged }: { setting: keyof PolicyDto; isChanged: boolean }) {
  const t = useTranslations("policy.setting");
  const p = useTranslations("settings.policy");
  return (
    <>
      {t(`${setting}.name`)}{" "}
      {isChanged ? <span className="font-medium text-accent text-xs">{p("changed")}</span> : null}
    </>
  );
}
