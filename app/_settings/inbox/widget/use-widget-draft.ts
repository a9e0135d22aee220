import { useMemo, useRef, useState } from "react";
import type { UnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import { readSettings } from "@/app/_settings/inbox/channel/setting-values";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { FormSetting } from "@/server/contract/channel/settings-field";
import {
  changedTexts,
  draftSettings,
  type MoreDraft,
  type TextsChange,
  textsDraft,
  withText,
} from "./presentation-draft";
import { type QuestionDraft, questionDrafts, questionsJson, withKeys } from "./question-draft";

type WidgetDraftOptions = { settings: JsonObject; fields: readonly FormSetting[]; mark: UnsavedMark };

/** What is entered in a widget's form and not saved yet, and how the widget looks with it. */
export function useWidgetDraft({ settings, fields, mark }: WidgetDraftOptions) {
  const form = useRef<HTMLFormElement>(null);
  const [change, setChange] = useState<JsonObject>({});
  const storedQuestions = useMemo(() => ({ list: questionDrafts(settings["questions"]) }), [settings]);
  const storedTexts = useMemo(() => textsDraft(settings["texts"]), [settings]);
  const questions = useEdits(storedQuestions);
  const texts = useEdits(useMemo(() => byKey(storedTexts), [storedTexts]));
  const more = useMemo(
    (): MoreDraft => ({
      questions: questions.edits.list ?? storedQuestions.list,
      texts: changedTexts(storedTexts, changeOf(texts.edits)),
    }),
    [storedQuestions, storedTexts, questions.edits, texts.edits],
  );
  const presented = useMemo(
    () => draftSettings({ stored: settings, fields }, change, more),
    [settings, fields, change, more],
  );
  return {
    ...{ form, more, presented },
    /** Others have stored another value of what is edited here beside the fields. */
    isOvertaken: questions.isOvertaken || texts.isOvertaken,
    editQuestions(list: QuestionDraft[]) {
      questions.edit({ list });
      mark.onEdit();
    },
    editText({ language, name, text }: { language: string; name: string; text: string }) {
      texts.edit({ [keyOf(language, name)]: text });
      mark.onEdit();
    },
    /** What is edited beside the fields, as settings. A question that is saved keeps its key when its words change later. */
    collect() {
      const list = questions.edits.list && withKeys(questions.edits.list);
      if (list) questions.edit({ list });
      const edited = texts.edits;
      const own: JsonObject = {
        ...(list && { questions: questionsJson(list) }),
        ...(Object.keys(edited).length > 0 && { texts: textsJson(changeOf(edited)) }),
      };
      return {
        settings: own,
        /** Shows what is stored again, unless it was edited since. */
        onSaved() {
          if (list) questions.settle({ list });
          texts.settle(edited);
        },
      };
    },
    /** Reads the form after a change. `chosen`: a choice whose field does not have it yet. */
    follow(chosen: Readonly<Record<string, string>> = {}) {
      if (!form.current) return;
      const entered = new FormData(form.current);
      for (const [name, value] of Object.entries(chosen)) entered.set(name, value);
      setChange(readSettings(entered, fields));
    },
  };
}

/** Texts by language and name in one. Of the texts only those are saved that were edited: others may change the rest meanwhile. */
type TextsByKey = Readonly<Record<string, string>>;

const keyOf = (language: string, name: string): string => `${language} ${name}`;

const byKey = (texts: MoreDraft["texts"]): TextsByKey =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([language, own]) =>
      Object.entries(own).map(([name, text]) => [keyOf(language, name), text]),
    ),
  );

const changeOf = (edits: Partial<TextsByKey>): TextsChange =>
  Object.entries(edits).reduce((change: TextsChange, [key, text = ""]) => {
    const [language = "", name = ""] = key.split(" ");
    return withText(change, { language, name, text });
  }, {});

const textsJson = (texts: TextsChange): JsonObject =>
  Object.fromEntries(Object.entries(texts).map(([language, own]) => [language, { ...own }]));
