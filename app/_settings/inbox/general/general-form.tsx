"use client";

import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { useUnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import { CheckList } from "@/app/_shared/choice/check-list";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Check } from "@/app/_ui/check";
import { NameField, WholeNumberField } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { SegmentedField } from "@/app/_ui/segmented";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { CONTENT_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { POSTED_NOTICES, postsCreation } from "@/server/contract/message/constants";

export type InboxFormProps = { inbox: InboxDto; onUnsaved: (isUnsaved: boolean) => void };

type Chosen = Pick<InboxDto, "reviewEveryDays" | "postedNotices">;

/** An inbox's name, the length of its messages, whether they are signed, what customers are told, and the reminder to review it. */
export function GeneralForm({ inbox, onUnsaved }: InboxFormProps) {
  const t = useTranslations("settings.inboxForm");
  const trpc = useTRPC();
  const mark = useUnsavedMark(onUnsaved);
  const { edits, edit, isOvertaken } = useEdits<Chosen>(inbox);
  const { reviewEveryDays, postedNotices } = { ...inbox, ...edits };
  const update = useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter(), () => {
    mark.onSaved();
    notify({ text: t("saved") });
  });
  const save = (form: FormData) => {
    const entered = {
      name: String(form.get("name")),
      maxMessageChars: Number(form.get("maxMessageChars")),
      reviewEveryDays,
      postedNotices,
      appendsSignatures: form.has("appendsSignatures"),
    };
    update.mutate({ inboxId: inbox.id, ...changesOf(inbox, entered) });
  };
  return (
    <SaveForm
      label={t("title")}
      save={t("save")}
      saving={update}
      onSave={save}
      isOvertaken={isOvertaken}
      mark={mark}
    >
      <NameField label={t("name")} defaultValue={inbox.name} maxLength={NAME_CHARS_MAX} />
      <WholeNumberField
        label={t("maxChars")}
        name="maxMessageChars"
        defaultValue={inbox.maxMessageChars}
        min={1}
        max={CONTENT_CHARS_MAX}
        hint={t("maxCharsHint")}
      />
      <Check
        name="appendsSignatures"
        defaultChecked={inbox.appendsSignatures}
        hint={t("appendsSignaturesHint")}
      >
        {t("appendsSignatures")}
      </Check>
      <PostedNoticesField
        channel={inbox.channel}
        value={postedNotices}
        onChange={(chosen) => edit({ postedNotices: chosen })}
      />
      <ReviewEveryField value={reviewEveryDays} onChange={(days) => edit({ reviewEveryDays: days })} />
    </SaveForm>
  );
}

type PostedNotices = InboxDto["postedNotices"];

/** Which changes of a conversation its customers are told by a system message. */
function PostedNoticesField({
  channel,
  value,
  onChange,
}: {
  channel: InboxDto["channel"];
  value: PostedNotices;
  onChange: (value: PostedNotices) => void;
}) {
  const t = useTranslations("settings.inboxForm");
  return (
    <CheckList
      legend={t("postedNotices")}
      hint={t("postedNoticesHint")}
      layout="stacked"
      items={POSTED_NOTICES.filter((notice) => notice !== "created" || postsCreation(channel)).map(
        (notice) => ({ value: notice, label: t(`postedNotice.${notice}`) }),
      )}
      chosen={value}
      onChange={(chosen) => onChange(POSTED_NOTICES.filter((one) => chosen.includes(one)))}
    />
  );
}

const REVIEW_DAYS = ["7", "30", "0"] as const;

/** The interval of review reminders. A number set through the API stays until one of these is chosen. */
function ReviewEveryField({ value, onChange }: { value: number; onChange: (days: number) => void }) {
  const t = useTranslations("settings.review");
  return (
    <SegmentedField
      label={t("every")}
      value={String(value)}
      onChange={(days) => onChange(Number(days))}
      options={REVIEW_DAYS.map((days) => ({ value: String(days), label: t(`everyDays.${days}`) }))}
      hint={t("everyHint")}
    />
  );
}
