"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useChangeWords } from "@/app/_settings/audit/use-change-words";
import { useActorName } from "@/app/_shared/why/use-actor-name";
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

function Effect({ checked: { setting, value } }: { checked: Checked }) {
  const t = useTranslations("settings.check.effect");
  const p = useTranslations("policy.setting");
  switch (setting) {
    case "onMessageAfterResolve":
      return value === "reopen" ? t("reopen") : t("newConversation");
    case "callbackUrl":
      return value === null ? t("noCallback") : t("callback");
    case "messagesStartAs":
      return value === "sent" ? t("sent") : t("pending");
    case "stuckAfterMinutes":
      return value === 0 ? t("stuckNever") : t("stuckAfter", { minutes: Number(value) });
    case "retryGapSeconds":
      return t("retryGap", { seconds: Number(value) });
    default:
      return value === true ? p(`${setting}.on`) : p(`${setting}.off`);
  }
}
