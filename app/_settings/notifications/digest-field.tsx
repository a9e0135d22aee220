import { useTranslations } from "next-intl";
import { Segmented } from "@/app/_ui/segmented";
import { DIGEST_MINUTES } from "@/server/contract/member/notification-choices";
import type { SettingsProps } from "./settings-props";

/** After which time a mail lists what the member missed. */
export function DigestField({ settings: { digestMinutes }, onChange }: SettingsProps) {
  const t = useTranslations("settings.profile.alerts");
  const chosen = DIGEST_MINUTES.map((minutes) => ({ minutes, value: String(minutes) }));
  return (
    <section>
      <h3 className="font-medium">{t("digest")}</h3>
      <p className="mb-2 text-muted text-sm">{t("digestText")}</p>
      <Segmented
        label={t("digest")}
        value={String(digestMinutes)}
        onChange={(value) => {
          const found = chosen.find((one) => one.value === value);
          if (found) onChange({ digestMinutes: found.minutes });
        }}
        options={chosen.map(({ minutes, value }) => ({ value, label: t(`digestAfter.${minutes}`) }))}
      />
    </section>
  );
}
