"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDraft } from "@/app/_inbox/composer/draft";
import { takeUsed } from "@/app/_inbox/composer/suggest/use-canned-replies";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { attachmentsIn } from "@/app/_lib/files/upload-state";
import { useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import { notify } from "@/app/_ui/overlay/toast";
import { ScheduleDialog, scheduledNotice } from "./schedule-dialog";

/** Schedules the reply in the composer, which is empty afterwards. Repeated because no answer came, it is scheduled once. */
export default function SendLaterDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("scheduled");
  const trpc = useTRPC();
  const times = useTimes();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const { displayId, text, files, quoted, signature, recipients } = useDraft();
  const discard = useDiscard();
  const { forwards: _, ...email } = recipients.email ?? {};
  const end = useWhileShown(onClose);
  const schedule = useMutation(
    trpc.scheduled.schedule.mutationOptions({
      onSuccess: ({ id, sendAt }, scheduled) => {
        end();
        discard(scheduled);
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
      onSchedule={(chosen) => {
        const input = {
          displayId,
          ...chosen,
          inReplyToId: quoted?.id ?? null,
          appendsSignature: !signature.isLeftOut,
          ...(recipients.email && { email }),
        };
        // The mutation has the error.
        requestOnce("scheduled", input, (clientId) => schedule.mutateAsync({ ...input, clientId })).catch(
          () => undefined,
        );
      }}
    />
  );
}

/** Returns a function that takes what was scheduled out of the composer, wherever the reader is. What was written since stays. */
function useDiscard() {
  const { displayId, setQuoted, signature, typing } = useDraft();
  const drafts = useDrafts();
  return ({ content, fileIds }: { content: string; fileIds?: number[] | undefined }) => {
    pageUploads.take(displayId, fileIds);
    const { kind, content: now } = drafts.read(displayId);
    if (now.trim() !== content) return;
    drafts.write(displayId, { kind, content: "" });
    setQuoted(null);
    takeUsed(displayId, "");
    signature.setLeftOut(false);
    typing.stop();
  };
}
