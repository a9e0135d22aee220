"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDraft } from "@/app/_inbox/composer/draft";
import { attachmentsIn } from "@/app/_lib/files/upload-state";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { notify } from "@/app/_ui/overlay/toast";
import { ScheduleDialog, scheduledNotice } from "./schedule-dialog";

/** Schedules the reply in the composer, which is empty afterwards. */
export default function SendLaterDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("scheduled");
  const trpc = useTRPC();
  const times = useTimes();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const { displayId, text, files, quoted, discard, signature, recipients } = useDraft();
  const { forwards: _, ...email } = recipients.email ?? {};
  const schedule = useMutation(
    trpc.scheduled.schedule.mutationOptions({
      onSuccess: ({ id, sendAt }) => {
        onClose();
        discard();
        notify({ text: t("done", { time: times.moment(sendAt) }), about: scheduledNotice(id) });
        return queryClient.invalidateQueries({ queryKey: trpc.scheduled.list.queryKey({ displayId }) });
      },
    }),
  );
  return (
    <ScheduleDialog
      title={t("sendLater")}
      initial={{
        content: text.content,
        sendAt: null,
        cancelIfCustomerWrites: false,
        files: attachmentsIn(files.uploads),
      }}
      isPending={schedule.isPending}
      error={schedule.error ? errorText(schedule.error) : undefined}
      onClose={onClose}
      onSchedule={(chosen) =>
        schedule.mutate({
          displayId,
          ...chosen,
          inReplyToId: quoted?.id ?? null,
          appendsSignature: !signature.isLeftOut,
          ...(recipients.email && { email }),
        })
      }
    />
  );
}
