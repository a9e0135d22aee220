import type { WidgetQuestion } from "@/server/contract/channel/widget";
import type { WidgetSettings } from "./settings";

/** Settings have no question with this key. */
const OFFLINE_EMAIL: WidgetQuestion = {
  key: "_email",
  label: "",
  kind: "email",
  isRequired: true,
  options: [],
};

type QuestionSettings = Pick<WidgetSettings, "questions" | "offlineForm">;

const hasEmail = ({ questions }: QuestionSettings): boolean => questions.some(({ kind }) => kind === "email");

/** The questions of a page before the first message. */
export function shownQuestions(settings: QuestionSettings, isOnline: boolean): WidgetQuestion[] {
  const { questions, offlineForm } = settings;
  if (isOnline || offlineForm === "off") return questions;
  if (!hasEmail(settings)) return [OFFLINE_EMAIL, ...questions];
  return questions.map((one) => (one.kind === "email" ? { ...one, isRequired: true } : one));
}

/** What may be answered: a page may have been opened while nobody was online. */
export const answerableQuestions = ({ questions }: QuestionSettings): WidgetQuestion[] => [
  OFFLINE_EMAIL,
  ...questions,
];
