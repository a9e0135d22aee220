"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field, TextArea } from "@/app/_ui/field";
import { SelectField } from "@/app/_ui/select";
import type { TextsDraft } from "./presentation-draft";

/** A text that can differ by language. */
export type NamedText = { name: string; title: string; isLong: boolean; charsMax: number | undefined };

type TextsFieldProps = {
  title: string;
  names: readonly NamedText[];
  texts: TextsDraft;
  onChange: (edited: { language: string; name: string; text: string }) => void;
};

/** The languages of the widget's own texts. Further ones of the settings are offered too. */
const LANGUAGES = ["en", "zh"];

/** The texts of a language in place of the form's, which are for every other. An empty one is none. */
export function TextsField({ title, names, texts, onChange }: TextsFieldProps) {
  const t = useTranslations("settings.widget.texts");
  const languages = [...new Set([...LANGUAGES, ...Object.keys(texts)])];
  const [language, setLanguage] = useState("zh");
  const own = texts[language] ?? {};
  const change = (name: string, text: string) => onChange({ language, name, text });
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{title}</legend>
      <p className="mb-2 max-w-prose text-muted text-sm">{t("hint")}</p>
      <div className="flex flex-col gap-3">
        <SelectField
          label={t("language")}
          value={language}
          options={languages.map((value) => ({ value, label: labelOf(value) }))}
          onChange={setLanguage}
        />
        {names.map(({ name, title: label, isLong, charsMax }) => {
          const shared = {
            label,
            value: own[name] ?? "",
            maxLength: charsMax,
            dir: "auto" as const,
            lang: language,
          };
          return isLong ? (
            <TextArea key={name} {...shared} rows={2} onChange={({ target }) => change(name, target.value)} />
          ) : (
            <Field
              key={name}
              {...shared}
              autoComplete="off"
              onChange={({ target }) => change(name, target.value)}
            />
          );
        })}
      </div>
    </fieldset>
  );
}

const OWN_NAMES: Readonly<Record<string, string>> = { en: "English", zh: "中文" };
const labelOf = (language: string): string => OWN_NAMES[language] ?? language;
