"use client";

import { useLocale, useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { type UnsavedMark, useUnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import { changedSettings, settingWords } from "@/app/_settings/inbox/channel/setting-values";
import { SettingsFields } from "@/app/_settings/inbox/channel/settings-fields";
import { useChannels } from "@/app/_settings/inbox/channel/use-channels";
import type { InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LoadState } from "@/app/_shared/load-state";
import { notify } from "@/app/_ui/overlay/toast";
import type { FormSetting } from "@/server/contract/channel/settings-field";
import { QuestionsField } from "./questions-field";
import { type NamedText, TextsField } from "./texts-field";
import { useWidgetDraft } from "./use-widget-draft";
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
  const draft = useWidgetDraft({ settings: inbox.settings, fields, mark });
  const { form, more, presented, follow } = draft;
  const update = useSaveWidget(mark);
  const save = (entered: FormData) => {
    const edited = draft.collect();
    const settings = { ...changedSettings(entered, fields, inbox.settings), ...edited.settings };
    update.mutate({ inboxId: inbox.id, settings }, { onSuccess: edited.onSaved });
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
        isOvertaken={draft.isOvertaken}
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
          onChange={draft.editQuestions}
        />
        <TextsField
          title={words("texts").title}
          names={TRANSLATED.map((name) => words(name))}
          texts={more.texts}
          onChange={draft.editText}
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

function useSaveWidget(mark: UnsavedMark) {
  const t = useTranslations("settings.channelForm");
  const trpc = useTRPC();
  return useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter(), () => {
    mark.onSaved();
    notify({ text: t("saved") });
  });
}
