import { storedValue } from "@/app/_settings/inbox/channel/setting-values";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { FormSetting } from "@/server/contract/channel/settings-field";
import type { WidgetConfig, WidgetMember, WidgetScene } from "@/server/contract/channel/widget";
import { type PresentedSettings, widgetPresentation } from "@/server/contract/channel/widget-presentation";
import { type QuestionDraft, questionsOf } from "./question-draft";

/** Texts by language, then by their names. */
export type TextsDraft = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is edited beside the fields of the form. */
export type MoreDraft = { questions: readonly QuestionDraft[]; texts: TextsDraft };

/** The texts that were edited, as the settings are changed: null removes one, and what is not named stays. */
export type TextsChange = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** A change with one more text. An empty text is none. */
export const withText = (
  change: TextsChange,
  { language, name, text }: { language: string; name: string; text: string },
): TextsChange => ({ ...change, [language]: { ...change[language], [name]: text === "" ? null : text } });

/** Texts after a change. */
export function changedTexts(texts: TextsDraft, change: TextsChange): TextsDraft {
  const changed = Object.entries(change).map(([language, own]) => {
    const all = Object.entries({ ...texts[language], ...own });
    const left = all.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]));
    return [language, Object.fromEntries(left)] as const;
  });
  return { ...texts, ...Object.fromEntries(changed) };
}

type Stored = { stored: JsonObject; fields: readonly FormSetting[] };

/** The texts of stored settings; what is no text is left out. */
export function textsDraft(stored: unknown): TextsDraft {
  const languages = Object.entries(Object(stored) as JsonObject);
  return Object.fromEntries(
    languages.map(([locale, texts]) => [
      locale,
      Object.fromEntries(
        Object.entries(Object(texts) as JsonObject).flatMap(([name, text]) =>
          typeof text === "string" ? [[name, text]] : [],
        ),
      ),
    ]),
  );
}

/** The look of the stored settings with the change that the form holds. A color that is being typed does not count yet. */
export function draftSettings(
  { stored, fields }: Stored,
  change: JsonObject,
  { questions, texts }: MoreDraft,
): PresentedSettings {
  const valueIn = (settings: JsonObject, name: string): string => {
    const field = fields.find(({ path }) => path.length === 1 && path[0] === name);
    const value = field && storedValue(settings, field);
    return typeof value === "string" ? value : "";
  };
  const text = (name: string) => valueIn({ ...stored, ...change }, name);
  const color = text("color");
  return {
    title: text("title"),
    welcome: text("welcome"),
    color: /^#[0-9a-f]{6}$/i.test(color) ? color : valueIn(stored, "color"),
    position: text("position") === "left" ? "left" : "right",
    questions: questionsOf(questions),
    offlineForm: text("offlineForm") === "email" ? "email" : "off",
    offlineText: text("offlineText"),
    openingHoursText: text("openingHoursText"),
    texts,
  };
}

type Shown = { scene: WidgetScene; locale: string; members: WidgetMember[]; hasTranscripts: boolean };

/** What the preview's widget gets from its server. No file is uploaded from it: their limits do not matter. */
export function previewConfig(
  settings: PresentedSettings,
  { scene, locale, members, hasTranscripts }: Shown,
): WidgetConfig {
  return {
    ...widgetPresentation(settings, { locale, isOnline: scene !== "offline" }),
    version: "",
    members,
    fileBytesMax: 25_000_000,
    filesMax: 10,
    hasTranscripts,
  };
}
