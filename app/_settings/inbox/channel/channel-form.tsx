"use client";

import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { useUnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import type { InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LoadState } from "@/app/_shared/load-state";
import { notify } from "@/app/_ui/overlay/toast";
import { changedSettings } from "./setting-values";
import { SettingsFields } from "./settings-fields";
import { useChannels } from "./use-channels";

/** The settings of an inbox's channel. */
export function ChannelForm({ inbox, onUnsaved }: InboxFormProps) {
  const t = useTranslations("settings.channelForm");
  const trpc = useTRPC();
  const mark = useUnsavedMark(onUnsaved);
  const { channels, error, refetch } = useChannels();
  const update = useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter(), () => {
    mark.onSaved();
    notify({ text: t("saved") });
  });
  if (!channels) return <LoadState error={error} onRetry={refetch} />;
  const fields = channels.find(({ kind }) => kind === inbox.channel)?.fields ?? [];
  return (
    <SaveForm
      label={t("title")}
      save={t("save")}
      saving={update}
      onSave={(form) =>
        update.mutate({ inboxId: inbox.id, settings: changedSettings(form, fields, inbox.settings) })
      }
      mark={mark}
    >
      <SettingsFields
        fields={fields}
        settings={inbox.settings}
        isStored
        error={update.error}
        onChoose={mark.onEdit}
      />
    </SaveForm>
  );
}
