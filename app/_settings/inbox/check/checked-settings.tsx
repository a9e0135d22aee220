"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useChangeWords } from "@/app/_settings/audit/use-change-words";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";

type Checked = DiagnosisDto["settings"][number];

/** Every setting that matters to an integration: its value, its source, and its effect. */
export function CheckedSettings({ settings }: { settings: readonly Checked[] }) {
  const t = useTranslations("settings.check");
  return (
    <div>
      <h3 className="mb-1 font-semibold">{t("settings")}</h3>
      <dl>
        {settings.map((checked) => (
          <CheckedSetting key={checked.setting} checked={checked} />
        ))}
      </dl>
    </div>
  );
}

function CheckedSetting({ checked }: { checked: Checked }) {
  const words = useChangeWords();
  const { setting, value } = checked;
  return (
    <div className="grid gap-x-4 border-line border-t py-2.5 sm:grid-cols-2">
      <dt>
        {words.setting(setting)}: <b className="font-semibold wrap-anywhere">{words.value(setting, value)}</b>
        <span className="block text-muted text-sm">
          <Source checked={checked} />
        </span>
      </dt>
      <dd className="text-muted">
        <Effect checked={checked} />
      </dd>
    </div>
  );
}

function Source({ checked: { source, change } }: { checked: Checked }) {
  const t = useTranslations("settings.check");
  const actorName = useActorName();
  const times = useTimes();
  if (change === null) return source === "default" ? t("source.default") : t("source.creation");
  const changeText = t("source.change", { who: actorName(change.actor), when: times.moment(change.at) });
  return change.reason ? (
    <>
      {changeText} <bdi>{t("reason", { reason: change.reason })}</bdi>
    </>
  ) : (
    changeText
  );
}

function Effect({ checked: { setting, value, effect } }: { checked: Checked }) {
  const t = useTranslations("settings.check.effect");
  const p = useTranslations("policy.setting");
  if (effect !== null) return t(effect, { minutes: Number(value), seconds: Number(value) });
  if (setting === "onMessageAfterResolve") return value === "reopen" ? t("reopen") : t("newConversation");
  const policy = POLICY_SETTINGS.find((known) => known === setting);
  if (policy === undefined || policy === "onMessageAfterResolve") return null;
  return value === true ? p(`${policy}.on`) : p(`${policy}.off`);
}
