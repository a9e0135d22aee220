"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { type UnsavedMark, useUnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import { changedSettings, readSettings, settingWords } from "@/app/_settings/inbox/channel/setting-values";
import { SettingsFields } from "@/app/_settings/inbox/channel/settings-fields";
import { useChannels } from "@/app/_settings/inbox/channel/use-channels";
import type { InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LoadState } from "@/app/_shared/load-state";
import { notify } from "@/app/_ui/overlay/toast";
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
import { questionDrafts, questionsJson, withKeys } from "./question-draft";
import { QuestionsField } from "./questions-field";
import { type NamedText, TextsField } from "./texts-field";
import { WidgetPreview } from "./widget-preview";

/** The settings of a widget, beside a preview that follows them before they are saved. */
export function WidgetForm({ inbox, onUnsaved }: InboxFormProps) {
  const { channels, error, refetch } = useChannels();
  if (!channels) return <LoadState error={error} onRetry={refetch} />;
  const fields = channels.find(({ kind }) => kind === "widget")?.fields ?? [];
  return <LoadedForm inbox={inbox} onUnsaved={onUnsaved} fields={fields} />;
}

type LoadedFormProps = InboxFormProps & { fields: readonly FormSetting[] };

function LoadedForm({ inbox, onUnsaved, fields }: LoadedFormProps) {
  const t = useTranslations("settings.channelForm");
  const words = useWords(fields);
  const mark = useUnsavedMark(onUnsaved);
  const { form, edits, more, presented, edit, fixKeys, clear, follow } = useDraft({
    inbox,
    fields,
    mark,
  });
  const update = useSaveWidget(mark);
  const save = (entered: FormData) => {
    const edited = fixKeys();
    const settings = { ...changedSettings(entered, fields, inbox.settings), ...editsJson(edited) };
    update.mutate({ inboxId: inbox.id, settings }, { onSuccess: () => clear(edited) });
  };
  return (
    <div className="grid items-start gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,27rem)_minmax(0,1fr)]">
      <SaveForm
        ref={form}
        label={t("title")}
        save={t("save")}
        saving={update}
        onSave={save}
        onChange={follow}
        mark={mark}
      >
        <SettingsFields
          fields={fields}
          settings={inbox.settings}
          isStored
          error={update.error}
          onChoose={(chosen) => {
            mark.onEdit();
            follow(chosen);
          }}
        />
        <QuestionsField
          title={words("questions").title}
          hint={words("questions").hint}
          questions={more.questions}
          onChange={(questions) => edit({ questions })}
        />
        <TextsField
          title={words("texts").title}
          names={TRANSLATED.map((name) => words(name))}
          texts={more.texts}
          onChange={(edited) => edit({ texts: withText(edits.texts ?? {}, edited) })}
        />
      </SaveForm>
      <WidgetPreview inboxId={inbox.id} settings={presented} />
    </div>
  );
}

/** The settings that `texts` may replace for a language. */
const TRANSLATED = ["title", "welcome", "offlineText", "openingHoursText"];

/** What a setting is called in the reader's language, by its name. */
function useWords(fields: readonly FormSetting[]) {
  const locale = useLocale();
  return (name: string): NamedText & { hint: string | undefined } => {
    const field = fields.find(({ path }) => path.length === 1 && path[0] === name);
    const { title, hint } = field ? settingWords(field, locale) : { title: name, hint: undefined };
    return { name, title, hint, isLong: field?.of.multiline === true, charsMax: field?.of.maxLength };
  };
}

/** What was edited beside the fields. Of the texts only those: somebody else may change others meanwhile. */
type Edits = { questions?: MoreDraft["questions"]; texts?: TextsChange };

/** What is entered and not saved yet, and how the widget looks with it. */
function useDraft({ inbox, fields, mark }: Omit<LoadedFormProps, "onUnsaved"> & { mark: UnsavedMark }) {
  const form = useRef<HTMLFormElement>(null);
  const [change, setChange] = useState<JsonObject>({});
  const [edits, setEdits] = useState<Edits>({});
  const more = useMemo(() => moreOf(inbox.settings, edits), [inbox.settings, edits]);
  const presented = useMemo(
    () => draftSettings({ stored: inbox.settings, fields }, change, more),
    [inbox.settings, fields, change, more],
  );
  return {
    form,
    edits,
    more,
    presented,
    edit(next: Edits) {
      setEdits({ ...edits, ...next });
      mark.onEdit();
    },
    /** A question that is saved keeps its key when its words change later. Returns what is edited beside the fields. */
    fixKeys() {
      const fixed = { ...edits, ...(edits.questions && { questions: withKeys(edits.questions) }) };
      setEdits(fixed);
      return fixed;
    },
    /** Shows what is stored again, unless something was edited after `saved`. */
    clear: (saved: Edits) => setEdits((now) => (now === saved ? {} : now)),
    /** Reads the form after a change. `chosen`: a choice whose field does not have it yet. */
    follow(chosen: Readonly<Record<string, string>> = {}) {
      if (!form.current) return;
      const entered = new FormData(form.current);
      for (const [name, value] of Object.entries(chosen)) entered.set(name, value);
      setChange(readSettings(entered, fields));
    },
  };
}

function useSaveWidget(mark: UnsavedMark) {
  const t = useTranslations("settings.channelForm");
  const trpc = useTRPC();
  return useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter(), () => {
    mark.onSaved();
    notify({ text: t("saved") });
  });
}

const moreOf = (settings: JsonObject, { questions, texts = {} }: Edits): MoreDraft => ({
  questions: questions ?? questionDrafts(settings["questions"]),
  texts: changedTexts(textsDraft(settings["texts"]), texts),
});

const editsJson = ({ questions, texts }: Edits): JsonObject => ({
  ...(questions && { questions: questionsJson(questions) }),
  ...(texts && { texts: textsJson(texts) }),
});

const textsJson = (texts: TextsChange): JsonObject =>
  Object.fromEntries(Object.entries(texts).map(([locale, own]) => [locale, { ...own }]));
