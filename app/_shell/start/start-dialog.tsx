"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, lazy, Suspense, useState } from "react";
import { localImages } from "@/app/_lib/files/page-uploads";
import { uploadFile } from "@/app/_lib/files/upload-file";
import { createUploads } from "@/app/_lib/files/uploads";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { whenReachable } from "@/app/_lib/when-reachable";
import { contactName } from "@/app/_shared/contact/contact-name";
import { SubmitKey } from "@/app/_shell/composer/submit-key";
import { type Files, useUploads } from "@/app/_shell/composer/use-files";
import { ContactPicker, type Recipient } from "@/app/_shell/start/contact-picker";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import { SelectField } from "@/app/_ui/select";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { FirstMessage } from "./first-message";
import type { Copies } from "./mail-fields";
import { useFirstReach } from "./use-first-reach";
import { openListed, type StartInput, usePresetInbox, useStart } from "./use-start";

type StartDialogProps = {
  onClose: () => void;
  /** Preset as the recipient. */
  contact?: ContactDto;
  /** Shows the started conversation outside the inbox's screen; there it opens over the list. */
  onStarted?: (conversation: ConversationDto) => void;
};

/** Loaded with the first inbox of mails. */
const MailFields = lazy(whenReachable(() => import("./mail-fields")));

const FirstTemplate = windowOnDemand(() => import("./first-template").then((file) => file.default));

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
  const me = useMe();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const [recipient, setRecipient] = useState<Recipient | null>(contact ? { kind: "known", contact } : null);
  const [chosen, setChosen] = useState<number | null>(null);
  const inboxId = usePresetInbox(chosen, recipient?.kind === "known" ? recipient.contact.id : null);
  const inbox = inboxes.find(({ id }) => id === inboxId);
  const reach = useFirstReach(recipient, inbox);
  const isMail = reach.reachedBy === "email";
  const [copies, setCopies] = useState<Copies>({ cc: [], bcc: [] });
  const files = useDialogFiles();
  /** What begins with a template that is being chosen. */
  const [templated, setTemplated] = useState<StartInput | null>(null);
  const starting = useStart({
    onStarted: useWhileShown((conversation: ConversationDto) => {
      onClose();
      if (onStarted) onStarted(conversation);
      else openListed(conversation, me.id);
    }),
    onContact: setRecipient,
  });
  const { isPending, refusal } = starting;
  const cannotSend =
    !recipient || isPending || reach.isUnreachable || reach.isLoading || files.blockedBy !== null;

  /** What is written is meant for the inbox that is shown: that of the customer's last conversation comes too late. */
  const keepInbox = () => {
    if (recipient && chosen === null) setChosen(inboxId);
  };
  const inputOf = (form: HTMLFormElement, to: Recipient): StartInput => {
    const given = new FormData(form);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    return {
      recipient: to.kind === "known" ? to : { ...to, name: text("name") },
      email: text("email") || null,
      phone: text("phone") || null,
      inboxId: Number(given.get("inboxId")),
      content: text("content"),
      fileIds: isMail ? storedIds(files) : [],
      mail: isMail ? { cc: [...copies.cc], bcc: [...copies.bcc], subject: text("subject") } : null,
    };
  };
  const begin = (form: HTMLFormElement, hasTemplate: boolean) => {
    if (cannotSend) return;
    starting.reset();
    if (hasTemplate) setTemplated(inputOf(form, recipient));
    else starting.start(inputOf(form, recipient));
  };
  const isClosed = reach.window?.isClosed ?? false;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    begin(event.currentTarget, isClosed);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
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
          reachedBy={reach.reachedBy}
          isUnreachable={reach.isUnreachable}
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
        <FirstMessage
          window={reach.window}
          hasFocus={contact !== undefined}
          onTemplate={(form) => begin(form, true)}
        />
        {refusal && refusal.code !== "contact.taken" ? (
          <p role="alert" className="text-bad text-sm">
            {refusal.text}
          </p>
        ) : null}
        <p className="text-muted text-sm">{t("assigned")}</p>
        <Button variant="primary" type="submit" disabled={cannotSend} className="self-end">
          {isClosed ? t("template") : t("send")}
          {isClosed ? null : <SubmitKey />}
        </Button>
      </form>
      {templated && recipient ? (
        <FirstTemplate
          inboxId={templated.inboxId}
          name={templatedName(templated)}
          sending={{
            ...starting,
            // A contact whom an earlier attempt has made is a known one.
            send: (channelTemplate) =>
              starting.start({
                ...templated,
                recipient: recipient.kind === "known" ? recipient : templated.recipient,
                channelTemplate,
              }),
          }}
          onClose={() => setTemplated(null)}
        />
      ) : null}
    </Dialog>
  );
}

const templatedName = ({ recipient }: StartInput): string =>
  recipient.kind === "known" ? contactName(recipient.contact) : recipient.name;
