"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { EditDialog } from "@/app/_settings/frame/edit-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { Field } from "@/app/_ui/field";
import { CANNED_REPLY_CHARS_MAX, SHORT_CODE_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_VARIABLES } from "@/server/contract/organising/fill-in";

/** Edits a canned reply; `reply: null` creates one. */
export function CannedDialog({ reply, onClose }: { reply: CannedReplyDto | null; onClose: () => void }) {
  const t = useTranslations("settings.canned");
  const trpc = useTRPC();
  const textId = useId();
  const list = trpc.cannedReplies.pathFilter();
  const create = useSaveMutation(trpc.cannedReplies.create.mutationOptions(), list, onClose);
  const update = useSaveMutation(trpc.cannedReplies.update.mutationOptions(), list, onClose);

  const save = (given: FormData) => {
    const text = { shortCode: String(given.get("shortCode")), content: String(given.get("content")) };
    if (reply) update.mutate({ ...text, cannedReplyId: reply.id });
    else create.mutate(text);
  };
  return (
    <EditDialog
      of="canned"
      isNew={reply === null}
      saving={[create, update]}
      takenCode="canned_reply.taken"
      onSave={save}
      onClose={onClose}
    >
      {(taken) => (
        <>
          <Field
            label={t("shortCode")}
            name="shortCode"
            required
            maxLength={SHORT_CODE_CHARS_MAX}
            pattern="\S+"
            autoComplete="off"
            defaultValue={reply?.shortCode}
            hint={t("shortCodeHint")}
            error={taken}
          />
          <div>
            <label htmlFor={textId} className="mb-1 block font-medium">
              {t("content")}
            </label>
            <textarea
              id={textId}
              name="content"
              required
              maxLength={CANNED_REPLY_CHARS_MAX}
              rows={5}
              dir="auto"
              defaultValue={reply?.content}
              aria-describedby={`${textId}-note`}
              className="block w-full rounded-s border border-line-strong bg-surface px-2.5 py-1.5"
            />
            <p id={`${textId}-note`} className="mt-1 text-muted text-sm">
              {t("variables")}{" "}
              {CANNED_VARIABLES.map((name) => (
                <code key={name} className="mr-2 font-mono">{`{{${name}}}`}</code>
              ))}
            </p>
          </div>
        </>
      )}
    </EditDialog>
  );
}
