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

type Asking = Pick<WidgetSettings, "questions" | "offlineForm">;

const asksEmail = ({ questions }: Asking): boolean => questions.some(({ kind }) => kind === "email");

/** What a page asks before the first message. */
export function questionsAsked(settings: Asking, isOnline: boolean): WidgetQuestion[] {
  const { questions, offlineForm } = settings;
  if (isOnline || offlineForm === "off") return questions;
  if (!asksEmail(settings)) return [OFFLINE_EMAIL, ...questions];
  return questions.map((one) => (one.kind === "email" ? { ...one, isRequired: true } : one));
}

/** What may be answered: a page may have been opened while nobody was online. */
export const questionsAnswered = ({ questions }: Asking): WidgetQuestion[] => [OFFLINE_EMAIL, ...questions];
