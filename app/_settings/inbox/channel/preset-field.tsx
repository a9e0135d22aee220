"use client";

import { useLocale, useTranslations } from "next-intl";
import { SelectField } from "@/app/_ui/select";
import type { ChannelPreset } from "@/server/contract/channel/settings-field";

type PresetFieldProps = {
  presets: readonly ChannelPreset[];
  /** Null: a provider without a preset. */
  preset: ChannelPreset | null;
  onChange: (preset: ChannelPreset | null) => void;
};

const OTHER = "other";

/** The choice of a provider, which fills in the fields below, with what its customers still need. */
export function PresetField({ presets, preset, onChange }: PresetFieldProps) {
  const t = useTranslations("settings.channelForm");
  const locale = useLocale().startsWith("zh") ? "zh" : "en";
  return (
    <div>
      <SelectField
        label={t("provider")}
        value={preset?.id ?? OTHER}
        options={[
          { value: OTHER, label: t("otherProvider") },
          ...presets.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => onChange(presets.find((one) => one.id === id) ?? null)}
      />
      {preset ? (
        <p className="mt-1 text-muted text-sm">
          {preset.hint[locale]}{" "}
          {preset.link ? (
            <a className="text-accent underline" href={preset.link.url} target="_blank" rel="noreferrer">
              {preset.link.text[locale]}
            </a>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
