"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { refusalFieldOf } from "@/app/_lib/refusal-text";
import { Overtaken } from "@/app/_settings/frame/overtaken";
import { useRefusedFocus } from "@/app/_settings/webhooks/form/use-refused";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { Check } from "@/app/_ui/check";
import { Field, TextArea, WholeNumberField } from "@/app/_ui/field";
import { SelectField } from "@/app/_ui/select";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { ChannelPreset, FormSetting } from "@/server/contract/channel/settings-field";
import { COLOUR, ColourField } from "./colour-field";
import { fillFollowers } from "./fill-followers";
import { MomentField } from "./moment-field";
import { PresetField } from "./preset-field";
import {
  applies,
  type Choices,
  fieldName,
  firstChoices,
  isShown,
  presetChoices,
  settingText,
  settingWords,
  storedValue,
} from "./setting-values";

type SettingsFieldsProps = {
  fields: readonly FormSetting[];
  /** Offered for a new inbox. */
  presets?: readonly ChannelPreset[];
  /** The stored settings; empty: of a new inbox. */
  settings: JsonObject;
  /** The inbox exists: its secrets are stored, and an empty field keeps them. */
  isStored: boolean;
  /** Why the form was refused: the field that it names is marked. */
  error?: unknown;
  /** A choice was made, by the name of its field. The field has it only after the next render, and reports no change. */
  onChoose?: (chosen: Choices) => void;
};

/** The fields of a channel's settings, from the schema of its kind. An object is a section with its fields below. */
export function SettingsFields({
  fields,
  presets = [],
  settings,
  isStored,
  error,
  onChoose,
}: SettingsFieldsProps) {
  const locale = useLocale();
  const stored = useMemo(() => firstChoices(settings, fields), [settings, fields]);
  const { edits, edit, isOvertaken } = useEdits(stored);
  const choices: Choices = { ...stored, ...edits } as Choices; // no edit is undefined
  const [preset, setPreset] = useState<ChannelPreset | null>(null);
  const typed = useRef(new Map<string, string>());
  const refused = refusalFieldOf(error) ?? "";
  const form = useRefusedFocus<HTMLDivElement>(error);
  const shown = fields.filter((one) => isShown(one) && applies(one, fields, choices));
  const choosePreset = (next: ChannelPreset | null) => {
    setPreset(next);
    edit(presetChoices(next, fields));
  };
  const inputs = shown.map((setting) => {
    const name = fieldName(setting);
    if (setting.of.type === "object")
      return (
        <h3 key={name} className="mt-2 font-medium text-md">
          {settingWords(setting, locale).title}
        </h3>
      );
    if (setting.of.enum)
      return (
        <EnumField
          key={name}
          setting={setting}
          value={choices[name] ?? ""}
          onChange={(value) => {
            edit({ [name]: value });
            onChoose?.({ [name]: value });
          }}
        />
      );
    const filled = preset?.values[setting.path.join(".")];
    return (
      <SettingField
        key={filled === undefined ? name : `${name} of ${preset?.id}`}
        setting={setting}
        stored={filled ?? storedValue(settings, setting)}
        isStored={isStored}
        isRefused={`${refused}.`.startsWith(`${name}.`)}
        {...(onChoose && { onChoose })}
      />
    );
  });
  return (
    <div
      ref={form}
      className="contents"
      onInput={({ target }) => {
        if (!isStored && target instanceof HTMLInputElement) fillFollowers(target, fields, typed.current);
      }}
    >
      {presets.length > 0 ? <PresetField presets={presets} preset={preset} onChange={choosePreset} /> : null}
      {inputs}
      <Overtaken isOvertaken={isOvertaken} />
    </div>
  );
}

type SettingFieldProps = Pick<SettingsFieldsProps, "isStored" | "onChoose"> & {
  setting: FormSetting;
  stored: unknown;
  isRefused: boolean;
};

function SettingField({ setting, stored, isStored, isRefused, onChoose }: SettingFieldProps) {
  const t = useTranslations("settings.channelForm");
  const { title, hint } = settingWords(setting, useLocale());
  const { of, isRequired } = setting;
  const name = fieldName(setting);
  const text = settingText(stored);
  const error = isRefused ? [t("invalid"), hint].filter(Boolean).join(" ") : undefined;
  if (of.type === "boolean")
    return (
      <Check name={name} defaultChecked={stored === true} {...(hint !== undefined && { hint })}>
        {title}
      </Check>
    );
  if (of.writeOnly)
    return (
      <Field
        label={title}
        name={name}
        type="password"
        autoComplete="new-password"
        dir="ltr"
        required={isRequired && !isStored}
        hint={isStored ? t("keepSecret") : hint}
        error={error}
      />
    );
  if (of.type === "integer" || of.type === "number")
    return (
      <WholeNumberField
        label={title}
        name={name}
        defaultValue={text}
        required={isRequired}
        min={of.minimum ?? 0}
        max={of.maximum}
        hint={hint}
        error={error}
      />
    );
  if (of.type === "array" || of.multiline)
    return (
      <TextArea
        label={title}
        name={name}
        rows={3}
        defaultValue={text}
        maxLength={of.maxLength}
        hint={of.type === "array" ? [hint, t("onePerLine")].filter(Boolean).join(" ") : hint}
        error={error}
      />
    );
  if (of.format === "date-time")
    return (
      <MomentField
        label={title}
        name={name}
        stored={text}
        hint={hint}
        onChoose={(moment) => onChoose?.({ [name]: moment })}
      />
    );
  if (COLOUR.test(text))
    return <ColourField label={title} name={name} stored={text} hint={hint} error={error} />;
  return (
    <Field
      label={title}
      name={name}
      type={of.format === "email" ? "email" : of.format === "uri" ? "url" : "text"}
      defaultValue={text}
      required={isRequired}
      maxLength={of.maxLength}
      autoComplete="off"
      dir="auto"
      hint={hint}
      error={error}
    />
  );
}

type EnumFieldProps = { setting: FormSetting; value: string; onChange: (value: string) => void };

/** A choice of one of the setting's values, in the words of its kind. */
function EnumField({ setting, value, onChange }: EnumFieldProps) {
  const locale = useLocale();
  const { enum: values = [], options = {} } = setting.of;
  const wordOf = (one: string) => options[one]?.[locale.startsWith("zh") ? "zh" : "en"] ?? one;
  return (
    <SelectField
      label={settingWords(setting, locale).title}
      name={fieldName(setting)}
      value={value}
      options={values.map((one) => ({ value: one, label: wordOf(one) }))}
      onChange={onChange}
    />
  );
}
