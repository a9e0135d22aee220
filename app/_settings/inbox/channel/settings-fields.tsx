"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { Check } from "@/app/_ui/check";
import { Field, TextArea, WholeNumberField } from "@/app/_ui/field";
import { SelectField } from "@/app/_ui/select";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { ChannelPreset, FormSetting } from "@/server/contract/channel/settings-field";
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
  /** A choice was made, by the name of its field. The field has it only after the next render, and reports no change. */
  onChoose?: (chosen: Choices) => void;
};

/** The fields of a channel's settings, from the schema of its kind. An object is a section with its fields below. */
export function SettingsFields({ fields, presets = [], settings, isStored, onChoose }: SettingsFieldsProps) {
  const locale = useLocale();
  const stored = useMemo(() => firstChoices(settings, fields), [settings, fields]);
  const { edits, edit } = useEdits(stored);
  const choices: Choices = { ...stored, ...edits } as Choices; // no edit is undefined
  const [preset, setPreset] = useState<ChannelPreset | null>(null);
  const typed = useRef(new Map<string, string>());
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
        {...(onChoose && { onChoose })}
      />
    );
  });
  return (
    <div
      className="contents"
      onInput={({ target }) => {
        if (!isStored && target instanceof HTMLInputElement) fillFollowers(target, fields, typed.current);
      }}
    >
      {presets.length > 0 ? <PresetField presets={presets} preset={preset} onChange={choosePreset} /> : null}
      {inputs}
    </div>
  );
}

type SettingFieldProps = Pick<SettingsFieldsProps, "isStored" | "onChoose"> & {
  setting: FormSetting;
  stored: unknown;
};

function SettingField({ setting, stored, isStored, onChoose }: SettingFieldProps) {
  const t = useTranslations("settings.channelForm");
  const { title, hint } = settingWords(setting, useLocale());
  const { of, isRequired } = setting;
  const name = fieldName(setting);
  const text = settingText(stored);
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
  if (COLOUR.test(text)) return <ColourField label={title} name={name} stored={text} hint={hint} />;
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
    />
  );
}

const COLOUR = /^#[0-9a-f]{6}$/i;

type ColourFieldProps = { label: string; name: string; stored: string; hint: string | undefined };

/** A colour, typed or chosen: its square shows it. */
function ColourField({ label, name, stored, hint }: ColourFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [colour, setColour] = useState(stored);
  return (
    <div className="relative">
      <Field
        label={label}
        name={name}
        ref={field}
        defaultValue={stored}
        onChange={({ target }) => setColour(target.value)}
        autoComplete="off"
        dir="ltr"
        hint={hint}
      />
      <input
        type="color"
        // For the pointer only: the field has and takes the same.
        aria-hidden
        tabIndex={-1}
        value={COLOUR.test(colour) ? colour : stored}
        onChange={({ target }) => {
          // Before the form reads its fields, which the same event makes it do.
          if (field.current) field.current.value = target.value;
          setColour(target.value);
        }}
        className="absolute end-1.5 top-7.5 size-6 cursor-pointer rounded-xs border-0 bg-transparent p-0"
      />
    </div>
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
