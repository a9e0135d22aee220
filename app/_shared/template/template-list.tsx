"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { FIELD } from "@/app/_ui/field";
import { Select } from "@/app/_ui/select";
import type { ChannelTemplate } from "@/server/contract/channel/template-text";

const SHOWN_MAX = 100;

type TemplateListProps = {
  templates: readonly ChannelTemplate[];
  onChoose: (template: ChannelTemplate) => void;
};

/** All templates with a search by name and text, and by language. Arrows move, Enter chooses. */
export function TemplateList({ templates, onChoose }: TemplateListProps) {
  const t = useTranslations("composer.template");
  const languageName = useLanguageName();
  const [query, setQuery] = useState("");
  const [language, setLanguage] = useState<string | null>(null);
  const languages = [...new Set(templates.map((one) => one.language))].sort();
  const found = matching(templates, { query, language });
  const shown = found.slice(0, SHOWN_MAX);
  return (
    <Autocomplete.Root
      items={shown}
      open
      inline
      mode="none"
      autoHighlight="always"
      value={query}
      onValueChange={setQuery}
      itemToStringValue={(one: ChannelTemplate) => one.name}
    >
      <div className="flex flex-col gap-2">
        <div className="flex flex-wrap gap-2">
          <Autocomplete.Input
            autoFocus
            aria-label={t("search")}
            placeholder={t("search")}
            className={`${FIELD} flex-1 basis-48`}
          />
          {languages.length > 1 ? (
            <Select
              aria-label={t("language")}
              className="basis-44"
              value={language}
              onChange={setLanguage}
              options={[
                { value: null, label: t("everyLanguage") },
                ...languages.map((one) => ({ value: one, label: languageName(one) })),
              ]}
            />
          ) : null}
        </div>
        <Autocomplete.List aria-label={t("list")} className="max-h-80 min-h-24 overflow-y-auto">
          {shown.map((one) => (
            <Item
              key={`${one.name} ${one.language}`}
              template={one}
              language={languageName(one.language)}
              onChoose={() => onChoose(one)}
            />
          ))}
        </Autocomplete.List>
        <p role="status" className="px-1 text-muted text-sm">
          {templates.length === 0 ? t("none") : t("count", { count: found.length })}
          {found.length > shown.length ? ` ${t("more", { count: shown.length })}` : ""}
        </p>
      </div>
    </Autocomplete.Root>
  );
}

type Wanted = { query: string; language: string | null };

/** Those with every word of the search in their name or text. */
export function matching(
  templates: readonly ChannelTemplate[],
  { query, language }: Wanted,
): ChannelTemplate[] {
  const words = query
    .toLowerCase()
    .split(/[\s_]+/)
    .filter(Boolean);
  return templates.filter((one) => {
    if (language !== null && one.language !== language) return false;
    const text = `${one.name} ${one.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Returns a function that names a language of Meta's, such as `pt_BR`, in the reader's language. */
function useLanguageName(): (code: string) => string {
  const locale = useLocale();
  return useMemo(() => {
    const names = new Intl.DisplayNames([locale], { type: "language" });
    return (code) => {
      try {
        return names.of(code.replaceAll("_", "-")) ?? code;
      } catch {
        return code;
      }
    };
  }, [locale]);
}

type ItemProps = { template: ChannelTemplate; language: string; onChoose: () => void };

/** One that cannot be sent has the reason, and cannot be chosen. */
function Item({ template, language, onChoose }: ItemProps) {
  const t = useTranslations("composer.template");
  const { name, text, unsendable } = template;
  return (
    <Autocomplete.Item
      value={template}
      onClick={unsendable ? undefined : onChoose}
      disabled={unsendable !== undefined}
      className="cursor-default rounded-s px-2 py-1.5 outline-none data-highlighted:bg-hover-raised pointer-coarse:py-2.5"
    >
      <span className="flex items-baseline justify-between gap-2">
        <span className={cn("min-w-0 truncate font-medium", unsendable && "text-muted")}>{name}</span>
        <span className="shrink-0 text-muted text-xs">{language}</span>
      </span>
      <span className="line-clamp-2 text-muted text-sm" dir="auto">
        {text}
      </span>
      {unsendable ? <span className="block text-sm text-warn">{t(`unsendable.${unsendable}`)}</span> : null}
    </Autocomplete.Item>
  );
}
