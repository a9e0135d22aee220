"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarClock, Paperclip, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useLiveFrames } from "@/app/_lib/live/live";
import { newId } from "@/app/_lib/new-id";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useListText } from "@/app/_lib/use-list-text";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { Button } from "@/app/_ui/button";
import { dismissAbout, warn } from "@/app/_ui/overlay/toast";
import { isAbout } from "@/server/contract/event/reduce";
import type { ScheduledMessageDto } from "@/server/contract/message/scheduled-message";
import { type Schedule, ScheduleDialog, scheduledNotice } from "./schedule-dialog";

/** What is scheduled in a conversation, and what was not sent, at the end of its thread. */
export default function ScheduledList({ displayId }: { displayId: number }) {
  const t = useTranslations("scheduled");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const listed = trpc.scheduled.list.queryOptions({ displayId });
  const { data } = useQuery(listed);
  useLiveFrames(({ events }) => {
    if (events.some((event) => isAbout(event, "scheduled_message") && event.data.displayId === displayId))
      void queryClient.invalidateQueries({ queryKey: listed.queryKey });
  });
  /** It stays open when its message is sent or cancelled meanwhile. */
  const [edited, setEdited] = useState<ScheduledMessageDto | null>(null);
  return (
    <>
      {data?.length ? (
        <ul
          aria-label={t("label")}
          className="scroll-cue mx-3 mb-2 flex max-h-48 flex-col gap-1.5 overflow-y-auto [--ground:var(--color-surface)] md:mx-5"
        >
          {data.map((scheduled) => (
            <ScheduledLine
              key={scheduled.id}
              scheduled={scheduled}
              displayId={displayId}
              onEdit={() => setEdited(scheduled)}
            />
          ))}
        </ul>
      ) : null}
      {edited ? (
        <EditDialog scheduled={edited} displayId={displayId} onClose={() => setEdited(null)} />
      ) : null}
    </>
  );
}

type EditProps = { scheduled: ScheduledMessageDto; displayId: number; onClose: () => void };

function EditDialog({ scheduled, displayId, onClose }: EditProps) {
  const t = useTranslations("scheduled");
  const { change } = useScheduledChanges(scheduled, displayId);
  const errorText = useErrorText();
  return (
    <ScheduleDialog
      title={t("editTitle")}
      initial={scheduled}
      hasText
      isPending={change.isPending}
      error={change.error ? errorText(change.error) : undefined}
      onClose={onClose}
      onSchedule={(edited) =>
        change.mutate(
          { scheduledMessageId: scheduled.id, ...changesIn(edited, scheduled) },
          { onSuccess: onClose },
        )
      }
    />
  );
}

/** What was changed since the dialog opened: a colleague's changes of the rest stay. */
function changesIn(edited: Schedule, opened: ScheduledMessageDto): Partial<Schedule> {
  const { content, sendAt, fileIds, cancelIfCustomerWrites } = edited;
  return {
    ...(content !== opened.content && { content }),
    ...(sendAt !== opened.sendAt && { sendAt }),
    ...(fileIds.length !== opened.files.length && { fileIds }), // they can only be removed
    ...(cancelIfCustomerWrites !== opened.cancelIfCustomerWrites && { cancelIfCustomerWrites }),
  };
}

type LineProps = { scheduled: ScheduledMessageDto; displayId: number; onEdit: () => void };

function ScheduledLine({ scheduled, displayId, onEdit }: LineProps) {
  const t = useTranslations("scheduled");
  const times = useTimes();
  const actorName = useActorName();
  const listText = useListText();
  const me = useMe();
  const { content, files, author, sendAt, failure } = scheduled;
  const isMine = author.type === "user" && author.id === me.id;
  const head = { time: times.moment(sendAt), name: actorName(author) };
  return (
    <li
      className={cn(
        "rounded-s border border-dashed px-3 py-1.5 text-sm",
        failure === null ? "border-line text-muted" : "border-bad text-fg",
      )}
    >
      <p className="flex items-center gap-1.5 font-medium">
        {failure === null ? <CalendarClock size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
        {failure === null ? t("head", head) : t("notSent", head)}
      </p>
      {failure === null ? null : <p className="text-bad">{t(`failure.${failure}`)}</p>}
      <p dir="auto" className="line-clamp-3 whitespace-pre-wrap wrap-anywhere">
        {content}
      </p>
      {files.length === 0 ? null : (
        <p className="flex min-w-0 items-center gap-1.5">
          <Paperclip size={13} aria-hidden className="shrink-0" />
          <span className="sr-only">{t("files")}: </span>
          <bdi className="truncate">{listText(files.map(({ name }) => name))}</bdi>
        </p>
      )}
      {isMine || me.role === "administrator" ? (
        <LineActions scheduled={scheduled} displayId={displayId} onEdit={onEdit} />
      ) : null}
    </li>
  );
}

function LineActions({ scheduled, displayId, onEdit }: LineProps) {
  const t = useTranslations("scheduled");
  const { cancel, sendNow, isPending } = useScheduledChanges(scheduled, displayId);
  const ref = { scheduledMessageId: scheduled.id };
  return (
    <div className="mt-1 flex gap-2">
      <Button onClick={onEdit}>{t("edit")}</Button>
      <Button disabled={isPending} onClick={() => sendNow.mutate(ref)}>
        {t("sendNow")}
      </Button>
      <Button disabled={isPending} onClick={() => cancel.mutate(ref)}>
        {t("cancel")}
      </Button>
    </div>
  );
}

/** The changes of one, after each of which the list is read again. The dialog shows why a change was refused. */
function useScheduledChanges(scheduled: ScheduledMessageDto, displayId: number) {
  const offerAgain = useOfferAgain();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const onSettled = () =>
    queryClient.invalidateQueries({ queryKey: trpc.scheduled.list.queryKey({ displayId }) });
  const onSuccess = (_: unknown, { scheduledMessageId }: { scheduledMessageId: number }) =>
    dismissAbout(scheduledNotice(scheduledMessageId));
  const onError = (error: unknown) => warn({ text: errorText(error) });
  const change = useMutation(trpc.scheduled.change.mutationOptions({ onSuccess, onSettled }));
  const cancel = useMutation(
    trpc.scheduled.cancel.mutationOptions({
      onSuccess: (cancelled, input) => {
        onSuccess(cancelled, input);
        offerAgain(scheduled, displayId);
      },
      onSettled,
      onError,
    }),
  );
  const sendNow = useMutation(trpc.scheduled.sendNow.mutationOptions({ onSuccess, onSettled, onError }));
  return { change, cancel, sendNow, isPending: cancel.isPending || sendNow.isPending };
}

/** Offers to schedule again what its author has cancelled: nobody else may send under their name. */
function useOfferAgain() {
  const t = useTranslations("scheduled");
  const me = useMe();
  const client = useTRPCClient();
  const { offer } = useUndo();
  return (scheduled: ScheduledMessageDto, displayId: number): void => {
    const { author, state, content, files, inReplyToId, email, sendAt } = scheduled;
    if (author.type !== "user" || author.id !== me.id || state !== "waiting") return;
    const { appendsSignature, cancelIfCustomerWrites } = scheduled;
    const again = {
      ...{ displayId, content, inReplyToId, email, sendAt, appendsSignature, cancelIfCustomerWrites },
      fileIds: files.map(({ id }) => id),
      clientId: newId(), // once, however often the undo is tried
    };
    const undo = () => toPlainResult(() => client.scheduled.schedule.mutate(again));
    offer({ displayId, text: t("cancelled"), undo, openAfter: displayId });
  };
}
