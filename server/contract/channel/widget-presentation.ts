import type { WIDGET_OFFLINE_FORMS, WidgetConfig, WidgetQuestion } from "./widget";

/** The settings of a widget inbox that visitors see. */
export type PresentedSettings = Pick<
  WidgetConfig,
  "title" | "welcome" | "color" | "position" | "questions" | "offlineText" | "openingHoursText"
> & {
  offlineForm: (typeof WIDGET_OFFLINE_FORMS)[number];
  /** By language, then by the widget's names of them. */
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** The part of a `WidgetConfig` that follows from the settings. */
export type WidgetPresentation = Omit<
  WidgetConfig,
  "version" | "members" | "fileBytesMax" | "filesMax" | "hasTranscripts"
>;

type Page = { locale: string | null | undefined; isOnline: boolean };

/** What a page in this language shows of these settings while a member is online, or none is. */
export function widgetPresentation(
  settings: PresentedSettings,
  { locale, isOnline }: Page,
): WidgetPresentation {
  const { title, welcome, offlineText, openingHoursText, ...texts } = textsIn(settings, locale);
  return {
    title: title ?? settings.title,
    welcome: welcome ?? settings.welcome,
    color: settings.color,
    position: settings.position,
    questions: shownQuestions(settings, isOnline),
    offlineText: offlineText ?? settings.offlineText,
    openingHoursText: openingHoursText ?? settings.openingHoursText,
    isOnline,
    texts,
  };
}

/** The question for an email while nobody is online. Settings have no question with this key. */
export const OFFLINE_EMAIL: WidgetQuestion = {
  key: "_email",
  label: "",
  kind: "email",
  isRequired: true,
  options: [],
};

/** The questions of a page before the first message. */
function shownQuestions(
  { questions, offlineForm }: Pick<PresentedSettings, "questions" | "offlineForm">,
  isOnline: boolean,
): WidgetQuestion[] {
  if (isOnline || offlineForm === "off") return questions;
  const hasEmail = questions.some(({ kind }) => kind === "email");
  if (!hasEmail) return [OFFLINE_EMAIL, ...questions];
  return questions.map((one) => (one.kind === "email" ? { ...one, isRequired: true } : one));
}

/** The texts of a language: those of `zh-TW`, else of `zh`, else of any other `zh-…`. */
function textsIn(
  { texts }: Pick<PresentedSettings, "texts">,
  locale: string | null | undefined,
): Readonly<Record<string, string>> {
  const wanted = (locale ?? "").toLowerCase();
  const [language] = wanted.split("-");
  const found = (matches: (name: string) => boolean) =>
    Object.entries(texts).find(([name]) => matches(name.toLowerCase()))?.[1];
  return (
    found((name) => name === wanted) ??
    found((name) => name === language) ??
    found((name) => name.split("-")[0] === language) ??
    {}
  );
}
