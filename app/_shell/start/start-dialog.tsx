"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, lazy, Suspense, useId, useState } from "react";
import { localImages } from "@/app/_lib/files/page-uploads";
import { uploadFile } from "@/app/_lib/files/upload-file";
import { createUploads } from "@/app/_lib/files/uploads";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { whenReachable } from "@/app/_lib/when-reachable";
import { SubmitKey, useIsSubmitKey } from "@/app/_shell/composer/submit-key";
import { type Files, useUploads } from "@/app/_shell/composer/use-files";
import { ContactPicker, type Recipient } from "@/app/_shell/start/contact-picker";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SelectField } from "@/app/_ui/select";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { hasMailHeaders } from "@/server/contract/message/mail-addresses";
import type { Copies } from "./mail-fields";
import { openListed, usePresetInbox, useStart } from "./use-start";

type StartDialogProps = {
  onClose: () => void;
  /** Preset as the recipient. */
  contact?: ContactDto;
  /** Shows the started conversation outside the inbox's screen; there it opens over the list. */
  onStarted?: (conversation: ConversationDto) => void;
};

/** Loaded with the first inbox of mails. */
const MailFields = lazy(whenReachable(() => import("./mail-fields")));

/** The uploads of a dialog are one message's. */
const PLACE = 0;

function useDialogFiles(): Files {
  const [all] = useState(() => createUploads(uploadFile, localImages));
  return useUploads(all, PLACE);
}

/** Those that are uploaded; they stay until the dialog ends, as what was refused is sent again. */
const storedIds = ({ uploads }: Files): number[] =>
  uploads.flatMap(({ state }) => (state.kind === "stored" ? [state.attachment.id] : []));

/** Starts a conversation: the contact, the inbox, and the first message. */
export default function StartDialog({ onClose, contact, onStarted }: StartDialogProps) {
  const t = useTranslations("start");
  const trpc = useTRPC();
  const ids = useId();
  const me = useMe();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const [recipient, setRecipient] = useState<Recipient | null>(contact ? { kind: "known", contact } : null);
  const [chosen, setChosen] = useState<number | null>(null);
  const inboxId = usePresetInbox(chosen, recipient?.kind === "known" ? recipient.contact.id : null);
  const inbox = inboxes.find(({ id }) => id === inboxId);
  const isMail = inbox !== undefined && hasMailHeaders(inbox.channel);
  const [copies, setCopies] = useState<Copies>({ cc: [], bcc: [] });
  const files = useDialogFiles();
  const isUnreachable = isMail && recipient?.kind === "known" && recipient.contact.email === null;
  const { start, isPending, refusal } = useStart({
    onStarted: useWhileShown((conversation: ConversationDto) => {
      onClose();
      if (onStarted) onStarted(conversation);
      else openListed(conversation, me.id);
    }),
    onContact: setRecipient,
  });

  /** What is written is meant for the inbox that is shown: that of the customer's last conversation comes too late. */
  const keepInbox = () => {
    if (recipient && chosen === null) setChosen(inboxId);
  };
  const isSubmitKey = useIsSubmitKey();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!recipient || isPending || isUnreachable || files.blockedBy !== null) return;
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    start({
      recipient: recipient.kind === "known" ? recipient : { ...recipient, name: text("name") },
      email: text("email") || null,
      phone: text("phone") || null,
      inboxId: Number(given.get("inboxId")),
      content: text("content"),
      fileIds: isMail ? storedIds(files) : [],
      mail: isMail ? { cc: [...copies.cc], bcc: [...copies.bcc], subject: text("subject") } : null,
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
  };
  const onTextKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!isSubmitKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.form?.requestSubmit();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
      <form
        method="post"
        onSubmit={submit}
        onInput={keepInbox}
        onKeyDown={onKeyDown}
        className="flex flex-col gap-3"
      >
        <ContactPicker
          recipient={recipient}
          isMail={isMail}
          error={refusal?.code === "contact.taken" ? refusal : undefined}
          onChange={setRecipient}
        />
        <SelectField
          label={t("inbox")}
          name="inboxId"
          required
          value={inboxId}
          options={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChosen}
        />
        {isMail ? (
          <Suspense fallback={null}>
            <MailFields copies={copies} files={files} onChange={setCopies} />
          </Suspense>
        ) : null}
        <div>
          <label htmlFor={`${ids}-content`} className="mb-1 block font-medium">
            {t("message")}
          </label>
          <textarea
            id={`${ids}-content`}
            name="content"
            required
            rows={4}
            dir="auto"
            onKeyDown={onTextKey}
            autoFocus={contact !== undefined}
            className="block w-full rounded-s border border-line-strong bg-surface px-2.5 py-1.5"
          />
        </div>
        {refusal && refusal.code !== "contact.taken" ? (
          <p role="alert" className="text-bad text-sm">
            {refusal.text}
          </p>
        ) : null}
        <p className="text-muted text-sm">{t("assigned")}</p>
        <Button
          variant="primary"
          type="submit"
          disabled={!recipient || isPending || isUnreachable || files.blockedBy !== null}
          className="self-end"
        >
          {t("send")}
          <SubmitKey />
        </Button>
      </form>
    </Dialog>
  );
}
