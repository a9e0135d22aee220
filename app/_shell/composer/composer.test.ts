import { describe, expect, test } from "vitest";
import { type Format, formatted } from "@/app/_shell/composer/format/format-text";
import { enterMeans } from "./submit-key";

describe("submit key", () => {
  const NONE = {
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    keyCode: 13,
  };

  const enter = (more = {}) => ({ key: "Enter", ...NONE, ...more });

  test.each([
    ["Enter", enter(), null, "send"],
    ["Shift+Enter", enter({ shiftKey: true }), null, null],
    ["Ctrl+Enter", enter({ ctrlKey: true }), "send", "send"],
    ["Command+Enter", enter({ metaKey: true }), "send", "send"],
    ["Ctrl+Shift+Enter", enter({ ctrlKey: true, shiftKey: true }), "sendAndResolve", "sendAndResolve"],
    ["Alt+Enter", enter({ altKey: true }), null, null],
    ["Enter while composing", enter({ isComposing: true }), null, null],
    ["Enter that ended a composition in Safari", enter({ keyCode: 229 }), null, null],
    ["a letter", { ...enter(), key: "a" }, null, null],
  ])("%s means %s, or %s where Enter sends", (_, press, byDefault, whereEnterSends) => {
    expect(enterMeans(press, false)).toBe(byDefault);
    expect(enterMeans(press, true)).toBe(whereEnterSends);
  });
});

describe("format text", () => {
  /** A text with its selection in brackets `⟦…⟧`. */
  const parse = (marked: string) => {
    const from = marked.indexOf("⟦");
    const to = marked.indexOf("⟧") - 1;
    return { text: marked.replace(/[⟦⟧]/g, ""), from, to };
  };

  function run(format: Format, marked: string): string {
    const selected = parse(marked);
    const { from, to, insert, selectFrom, selectTo } = formatted(format, selected);
    const text = selected.text.slice(0, from) + insert + selected.text.slice(to);
    return `${text.slice(0, selectFrom)}⟦${text.slice(selectFrom, selectTo)}⟧${text.slice(selectTo)}`;
  }

  test.each<[Format, string, string]>([
    ["bold", "on ⟦Monday⟧.", "on **⟦Monday⟧**."],
    ["bold", "on **⟦Monday⟧**.", "on ⟦Monday⟧."],
    ["bold", "on ⟦**Monday**⟧.", "on ⟦Monday⟧."],
    ["bold", "on⟦ Monday ⟧.", "on **⟦Monday⟧** ."],
    ["bold", "on ⟦⟧", "on **⟦⟧**"],
    ["italic", "⟦ça va⟧", "_⟦ça va⟧_"],
    ["italic", "_⟦ça va⟧_", "⟦ça va⟧"],
    ["code", "run ⟦npm ci⟧", "run `⟦npm ci⟧`"],
    ["code", "so:\n⟦a\nb⟧", "so:\n```\n⟦a\nb⟧\n```"],
    ["code", "so: ⟦a\nb⟧ end", "so: \n```\n⟦a\nb⟧\n```\n end"],
    ["link", "our ⟦help⟧", "our [help](⟦https://⟧)"],
    ["link", "⟦⟧", "[](⟦https://⟧)"],
    ["link", "⟦https://a.example/x⟧", "[⟦⟧](https://a.example/x)"],
    ["list", "a\n⟦b\nc⟧\nd", "a\n⟦- b\n- c⟧\nd"],
    ["list", "a\n⟦- b\n- c⟧\nd", "a\n⟦b\nc⟧\nd"],
    ["list", "wor⟦⟧d", "- wor⟦⟧d"],
    ["numbers", "a\n⟦b\nc⟧\nd", "a\n⟦1. b\n2. c⟧\nd"],
    ["numbers", "⟦1. b\n12. c⟧", "⟦b\nc⟧"],
    ["numbers", "wor⟦⟧d", "1. wor⟦⟧d"],
    ["numbers", "12. wor⟦⟧d", "wor⟦⟧d"],
    ["quote", "⟦a\n> b⟧", "⟦> a\n> > b⟧"],
    ["quote", "> a⟦⟧", "a⟦⟧"],
  ])("%s: %s becomes %s", (format, before, after) => expect(run(format, before)).toBe(after));

  test("a format that is applied twice leaves the text as it was", () => {
    for (const format of ["bold", "italic", "code", "list", "numbers", "quote"] as const) {
      const before = "one ⟦two three⟧ four";
      const { text } = parse(before);
      expect(parse(run(format, run(format, before))).text).toBe(text);
    }
  });
});
