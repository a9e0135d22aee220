import { expect, test } from "vitest";
import { type PresentedSettings, widgetPresentation } from "./widget-presentation";

const settings: PresentedSettings = {
  title: "Shop",
  welcome: "Hi",
  color: "#aa0044",
  position: "left",
  questions: [{ key: "topic", label: "Topic", kind: "text", isRequired: false, options: [] }],
  offlineForm: "email",
  offlineText: "",
  openingHoursText: "9 to 17",
  texts: { zh: { title: "商店", send: "发送吧" }, "zh-TW": { title: "商店（台灣）" } },
};
const present = (locale: string | null, isOnline = true) =>
  widgetPresentation(settings, { locale, isOnline });

test("a page has the texts of its language, of a wider or a narrower one, else those of all", () => {
  expect(present("zh-CN")).toMatchObject({ title: "商店", welcome: "Hi", texts: { send: "发送吧" } });
  expect(present("zh-tw").title).toBe("商店（台灣）");
  expect([present("fr").title, present(null).title]).toEqual(["Shop", "Shop"]);
  const narrow = { ...settings, texts: { "zh-TW": { title: "商店（台灣）" } } };
  expect(widgetPresentation(narrow, { locale: "zh", isOnline: true }).title).toBe("商店（台灣）");
});

test("an email is requested while nobody is online, unless a question does so, which is required then", () => {
  expect(present("en").questions).toEqual(settings.questions);
  expect(present("en", false).questions.map(({ key }) => key)).toEqual(["_email", "topic"]);
  const email = { key: "mail", label: "Mail", kind: "email" as const, isRequired: false, options: [] };
  const withEmail = { ...settings, questions: [email] };
  expect(widgetPresentation(withEmail, { locale: "en", isOnline: false }).questions).toEqual([
    { ...email, isRequired: true },
  ]);
});
