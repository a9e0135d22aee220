"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { attachmentsIn } from "@/app/_lib/files/upload-state";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { EditDialog } from "@/app/_settings/frame/edit-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { Field } from "@/app/_ui/field";
import {
  CANNED_REPLY_CHARS_MAX,
  CANNED_REPLY_FOLDER_CHARS_MAX,
  CANNED_REPLY_TITLE_CHARS_MAX,
  SHORT_CODE_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { CANNED_VISIBILITIES } from "@/server/contract/organising/canned-constants";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { FilesField } from "./files-field";
import { TemplateField } from "./template-field";
import { useReplyFiles } from "./use-reply-files";
import { VisibilityField } from "./visibility-field";

type CannedDialogProps = {
  /** Null creates one. */
  reply: CannedReplyDto | null;
  /** The folders that there are. */
  folders: readonly string[];
  onClose: () => void;
};

/** Edits a canned reply. */
export function CannedDialog({ reply, folders, onClose }: CannedDialogProps) {
  const t = useTranslations("settings.canned");
  const trpc = useTRPC();
  const me = useMe();
  const foldersId = useId();
  const files = useReplyFiles(reply);
  const list = trpc.cannedReplies.pathFilter();
  const create = useSaveMutation(trpc.cannedReplies.create.mutationOptions(), list, onClose);
  const update = useSaveMutation(trpc.cannedReplies.update.mutationOptions(), list, onClose);

  const save = (given: FormData) => {
    const chosen = given.get("visibility");
    const fields = {
      shortCode: String(given.get("shortCode")),
      title: String(given.get("title")),
      folder: String(given.get("folder")),
      content: String(given.get("content")),
      visibility: CANNED_VISIBILITIES.find((one) => one === chosen) ?? ("own" as const),
      inboxIds: given.getAll("inbox").map(Number),
      teamIds: given.getAll("team").map(Number),
      fileIds: attachmentsIn(files.uploads).map(({ id }) => id),
    };
    if (reply) update.mutate({ ...fields, cannedReplyId: reply.id });
    else create.mutate(fields);
  };
  return (
    <EditDialog
      of="canned"
      isNew={reply === null}
      saving={[create, update]}
      isReady={files.blockedBy === null}
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
          <div className="grid gap-3 sm:grid-cols-2">
            <Field
              label={t("name")}
              name="title"
              maxLength={CANNED_REPLY_TITLE_CHARS_MAX}
              autoComplete="off"
              dir="auto"
              defaultValue={reply?.title}
            />
            <Field
              label={t("folder")}
              name="folder"
              maxLength={CANNED_REPLY_FOLDER_CHARS_MAX}
              autoComplete="off"
              dir="auto"
              list={foldersId}
              defaultValue={reply?.folder}
            />
            <datalist id={foldersId}>
              {folders.map((folder) => (
                <option key={folder} value={folder} />
              ))}
            </datalist>
          </div>
          <TemplateField
            label={t("content")}
            name="content"
            maxLength={CANNED_REPLY_CHARS_MAX}
            defaultValue={reply?.content ?? ""}
          />
          <FilesField files={files} />
          {me.role === "administrator" && reply?.visibility !== "own" ? (
            <VisibilityField reply={reply} />
          ) : (
            <p className="text-muted text-sm">{t("ownHint")}</p>
          )}
        </>
      )}
    </EditDialog>
  );
}
