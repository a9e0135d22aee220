"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { TimeFields } from "@/app/_inbox/snooze/time-fields";
import { serverNow } from "@/app/_lib/times/server-now";
import { localTextOf } from "@/app/_shared/date/typed-date";
import { Button } from "@/app/_ui/button";
import { Check } from "@/app/_ui/check";
import { Chip } from "@/app/_ui/display/chip";
import { TextArea } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { ListedFile } from "@/server/contract/file/file";
import { isSchedulable } from "@/server/contract/message/constants";

type Written = { content: string; cancelIfCustomerWrites: boolean };
export type Schedule = Written & { sendAt: string; fileIds: number[] };

type ScheduleDialogProps = {
  title: string;
  /** What is scheduled so far; without a time, none is chosen. */
  initial: Written & { sendAt: string | null; files: readonly ListedFile[] };
  /** The text can be changed here too, and files removed. */
  hasText?: boolean;
  isPending: boolean;
  /** Why it was refused. */
  error: string | undefined;
  onClose: () => void;
  onSchedule: (schedule: Schedule) => void;
};

/** What the toast "Scheduled for…" is about. It is untrue once the message is sent, cancelled or changed. */
export const scheduledNotice = (scheduledMessageId: number): string => `scheduled ${scheduledMessageId}`;

/** When a message is sent: a usual time, words, or a day and time. */
export function ScheduleDialog({ title, initial, hasText = false, ...props }: ScheduleDialogProps) {
  const t = useTranslations("scheduled");
  const [content, setContent] = useState(initial.content);
  const [files, setFiles] = useState(initial.files);
  const present = initial.sendAt === null ? null : new Date(initial.sendAt);
  const presentText = present === null ? "" : localTextOf(present);
  const [chosen, setChosen] = useState(presentText);
  const [cancelIfCustomerWrites, setCancelling] = useState(initial.cancelIfCustomerWrites);
  const [isOutside, setOutside] = useState(false);
  const choose = (at: string) => {
    setOutside(false);
    setChosen(at);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // The text of a time lacks its seconds, and where clocks go back it stands for two times.
    const kept = chosen === presentText ? present : null;
    const sendAt = kept ?? new Date(chosen);
    const isAllowed = (kept?.getTime() ?? 0) > serverNow() || isSchedulable(sendAt, new Date(serverNow()));
    setOutside(!isAllowed);
    if (!isAllowed || props.isPending) return;
    const text = { content: content.trim(), fileIds: files.map(({ id }) => id) };
    props.onSchedule({ ...text, sendAt: sendAt.toISOString(), cancelIfCustomerWrites });
  };
  return (
    <Dialog open onOpenChange={props.onClose} title={title} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        {hasText ? (
          <TextArea
            label={t("text")}
            required={files.length === 0}
            rows={4}
            dir="auto"
            maxLength={CONTENT_CHARS_MAX}
            value={content}
            onChange={({ target }) => setContent(target.value)}
          />
        ) : null}
        {hasText && files.length > 0 ? (
          <FileChips files={files} onRemove={(gone) => setFiles(files.filter(({ id }) => id !== gone))} />
        ) : null}
        <TimeFields
          label={t("at")}
          value={chosen}
          onChange={choose}
          hasUsualTimes
          error={isOutside ? t("outside") : props.error}
        />
        <Check checked={cancelIfCustomerWrites} onChange={({ target }) => setCancelling(target.checked)}>
          {t("cancelIfCustomerWrites")}
        </Check>
        <Button variant="primary" type="submit" className="self-end" disabled={props.isPending}>
          {t("submit")}
        </Button>
      </form>
    </Dialog>
  );
}

type FileChipsProps = { files: readonly ListedFile[]; onRemove: (id: number) => void };

function FileChips({ files, onRemove }: FileChipsProps) {
  const t = useTranslations("scheduled");
  return (
    <ul aria-label={t("files")} className="flex flex-wrap gap-1.5">
      {files.map(({ id, name }) => (
        <li key={id} className="min-w-0">
          <Chip className="pe-0.5">
            <bdi className="truncate">{name}</bdi>
            <button
              type="button"
              aria-label={t("removeFile", { name })}
              onClick={() => onRemove(id)}
              className="grid size-4 place-items-center rounded-full hover:bg-line"
            >
              <X size={12} aria-hidden />
            </button>
          </Chip>
        </li>
      ))}
    </ul>
  );
}
