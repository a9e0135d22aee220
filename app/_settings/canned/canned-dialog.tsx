"use client";

import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { localImages } from "@/app/_lib/files/page-uploads";
import { uploadFile } from "@/app/_lib/files/upload-file";
import { attachmentsIn } from "@/app/_lib/files/upload-state";
import { createUploads } from "@/app/_lib/files/uploads";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useRequestOnce } from "@/app/_lib/use-request-once";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { EditDialog } from "@/app/_shared/dialogs/edit-dialog";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import FileList from "@/app/_shell/composer/file-list";
import { type AttachHandle, FilePicker } from "@/app/_shell/composer/file-picker";
import { type Files, useUploads } from "@/app/_shell/composer/use-files";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import type { Attachment } from "@/server/contract/_shared/dto";
import {
  CANNED_REPLY_CHARS_MAX,
  CANNED_REPLY_FOLDER_CHARS_MAX,
  CANNED_REPLY_TITLE_CHARS_MAX,
  SHORT_CODE_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { fileKind } from "@/server/contract/file/constants";
import type { ListedFile } from "@/server/contract/file/file";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_VISIBILITIES } from "@/server/contract/organising/constants";
import { TemplateField, VisibilityField } from "./template-field";

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
  const end = useWhileShown(onClose);
  const create = useSaveMutation(trpc.cannedReplies.create.mutationOptions(), list, end);
  const update = useSaveMutation(trpc.cannedReplies.update.mutationOptions(), list, end);
  const once = useRequestOnce();

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
    const shown = { ...reply, fileIds: reply?.files.map(({ id }) => id) };
    if (reply) update.mutate({ ...changesOf(shown, fields), cannedReplyId: reply.id });
    else void once(fields, (clientId) => create.mutateAsync({ ...fields, clientId }));
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

/** The uploads of a dialog are one message's. */
const PLACE = 0;

/** The files of a canned reply that is edited: those that it has, and those that are uploaded meanwhile. */
function useReplyFiles(reply: CannedReplyDto | null): Files {
  const [all] = useState(() => {
    const uploads = createUploads(uploadFile, localImages);
    uploads.restore(PLACE, reply?.files.map(toAttachment) ?? []);
    return uploads;
  });
  return useUploads(all, PLACE);
}

/** A file as uploads show it. An image without a preview is its own. */
const toAttachment = (file: ListedFile): Attachment => ({
  ...file,
  sha256: null,
  width: null,
  height: null,
  durationMs: null,
  hasPreview: fileKind(file.contentType) === "image",
  state: "ready",
  failure: null,
});

/** The files of a canned reply: added and removed. They are saved with the reply. */
function FilesField({ files }: { files: Files }) {
  const t = useTranslations("settings.canned");
  const titleId = useId();
  const picker = useRef<AttachHandle>(null);
  const { uploads, blockedBy } = files;
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <h3 id={titleId} className="font-medium">
          {t("files")}
        </h3>
        <Button variant="ghost" onClick={() => picker.current?.open()}>
          <Paperclip size={15} aria-hidden />
          {t("addFiles")}
        </Button>
        <FilePicker handle={picker} label={t("addFiles")} onFiles={files.add} />
      </div>
      {uploads.length === 0 ? (
        <p className="text-muted text-sm">{t("filesHint")}</p>
      ) : (
        <FileList files={files} />
      )}
      <p role="status" className="text-muted text-sm empty:hidden">
        {blockedBy === null ? null : t(`filesBlocked.${blockedBy}`)}
      </p>
    </section>
  );
}
