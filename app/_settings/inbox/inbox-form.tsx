"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { FirstStatusField } from "@/app/_settings/inbox/connection/first-status-field";
import { AlertFields } from "@/app/_settings/inbox/general/alert-fields";
import { PostedNoticesField } from "@/app/_settings/inbox/general/posted-notices-field";
import { ReviewEveryField } from "@/app/_settings/inbox/review/review-every-field";
import { Button } from "@/app/_ui/button";
import { Field, WholeNumberField } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { CONTENT_CHARS_MAX, NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { RETRY_GAP_SECONDS, STUCK_AFTER_MINUTES } from "@/server/contract/message/constants";

/** An inbox's name, its callback URL, and the initial status of its messages. */
export function InboxForm({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.inboxForm");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [messagesStartAs, setStart] = useState(inbox.messagesStartAs);
  const [reviewEveryDays, setReview] = useState(inbox.reviewEveryDays);
  const [postedNotices, setNotices] = useState(inbox.postedNotices);
  const update = useMutation(
    trpc.inboxes.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.inboxes.pathFilter());
        notify({ text: t("saved") });
      },
    }),
  );
  const hasSender = inbox.callbackUrl !== null; // its messages are pending until it accepts them
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const callbackUrl = String(form.get("callbackUrl")).trim() || null;
    const name = String(form.get("name"));
    const minutes = form.get("stuckAfterMinutes");
    const stuckAfterMinutes = minutes === null ? inbox.stuckAfterMinutes : Number(minutes);
    update.mutate({
      inboxId: inbox.id,
      name,
      callbackUrl,
      messagesStartAs,
      stuckAfterMinutes,
      retryGapSeconds: Number(form.get("retryGapSeconds")),
      alertStuckMessages: Number(form.get("alertStuckMessages")),
      alertDownMinutes: Number(form.get("alertDownMinutes") ?? inbox.alertDownMinutes),
      maxMessageChars: Number(form.get("maxMessageChars")),
      reviewEveryDays,
      postedNotices,
    });
  };
  return (
    <section className="mt-10 border-line border-t pt-6">
      <h2 className="text-md">{t("title")}</h2>
      <form method="post" onSubmit={submit} className="mt-4 flex max-w-dialog flex-col gap-4">
        <Field
          label={t("name")}
          name="name"
          defaultValue={inbox.name}
          required
          maxLength={NAME_CHARS_MAX}
          autoComplete="off"
          dir="auto"
        />
        <Field
          label={t("callbackUrl")}
          name="callbackUrl"
          type="url"
          defaultValue={inbox.callbackUrl ?? ""}
          maxLength={URL_CHARS_MAX}
          placeholder="https://"
          autoComplete="off"
          hint={t("callbackUrlHint")}
        />
        {hasSender ? null : <FirstStatusField value={messagesStartAs} onChange={setStart} />}
        {hasSender || messagesStartAs === "pending" ? (
          <WholeNumberField
            label={t("stuckAfter")}
            name="stuckAfterMinutes"
            defaultValue={inbox.stuckAfterMinutes}
            max={STUCK_AFTER_MINUTES.max}
            hint={t("stuckAfterHint")}
          />
        ) : null}
        <WholeNumberField
          label={t("retryGap")}
          name="retryGapSeconds"
          defaultValue={inbox.retryGapSeconds}
          max={RETRY_GAP_SECONDS.max}
          hint={t("retryGapHint")}
        />
        <WholeNumberField
          label={t("maxChars")}
          name="maxMessageChars"
          defaultValue={inbox.maxMessageChars}
          min={1}
          max={CONTENT_CHARS_MAX}
          hint={t("maxCharsHint")}
        />
        <AlertFields inbox={inbox} />
        <PostedNoticesField value={postedNotices} onChange={setNotices} />
        <ReviewEveryField value={reviewEveryDays} onChange={setReview} />
        {update.error ? (
          <p role="alert" className="text-bad">
            {errorText(update.error)}
          </p>
        ) : null}
        <Button type="submit" disabled={update.isPending} className="self-start">
          {t("save")}
        </Button>
      </form>
    </section>
  );
}
