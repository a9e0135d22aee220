"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { readSettings } from "@/app/_settings/inbox/channel/setting-values";
import { SettingsFields } from "@/app/_settings/inbox/channel/settings-fields";
import { useChannels } from "@/app/_settings/inbox/channel/use-channels";
import { FirstStatusField } from "@/app/_settings/inbox/connection/first-status-field";
import { FormEnd } from "@/app/_shared/form-end";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { LoadState } from "@/app/_shared/load-state";
import { IconButton } from "@/app/_ui/button";
import { Field, NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type Choice, useGallery } from "./channel/gallery";

type CreateInboxDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Creates an inbox: first the choice of a channel, then what this channel needs. */
export function CreateInboxDialog({ open, onOpenChange }: CreateInboxDialogProps) {
  const t = useTranslations("settings.inboxForm");
  const [choice, setChoice] = useState<Choice | null>(null);
  const [lastId, setLastId] = useState<string>();
  const choose = (next: Choice | null) => {
    setChoice(next);
    setLastId(choice?.id);
  };
  const change = (isOpen: boolean) => {
    if (!isOpen) choose(null);
    onOpenChange(isOpen);
  };
  return (
    <Dialog open={open} onOpenChange={change} title={choice?.name ?? t("create")} closeLabel={t("close")}>
      {choice ? (
        <CreateForm
          key={choice.id}
          choice={choice}
          onBack={() => choose(null)}
          onClose={() => change(false)}
        />
      ) : (
        <Gallery focusedId={lastId} onChoose={choose} />
      )}
    </Dialog>
  );
}

const focus = (element: HTMLElement | null): void => element?.focus();

type GalleryProps = { focusedId: string | undefined; onChoose: (choice: Choice) => void };

/** The channels for which an inbox can be created, each with what it is for. */
function Gallery({ focusedId, onChoose }: GalleryProps) {
  const t = useTranslations("settings.inboxForm");
  const { choices, error, refetch } = useGallery();
  if (!choices) return <LoadState error={error} onRetry={refetch} />;
  return (
    <>
      <p className="mb-3 text-muted">{t("choose")}</p>
      <ul className="overflow-hidden rounded-m border border-line">
        {choices.map((choice) => (
          <li key={choice.id} className="border-line not-first:border-t">
            <button
              type="button"
              ref={choice.id === focusedId ? focus : undefined}
              onClick={() => onChoose(choice)}
              className="flex w-full flex-col px-4 py-3 text-start hover:bg-hover"
            >
              <span className="font-medium">{choice.name}</span>
              <span className="text-muted text-sm">{choice.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

type CreateFormProps = { choice: Choice; onBack: () => void; onClose: () => void };

function CreateForm({ choice, onBack, onClose }: CreateFormProps) {
  const t = useTranslations("settings.inboxForm");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { channels } = useChannels();
  const [messagesStartAs, setStart] = useState<"pending" | "sent">("pending");
  const { fields = [], presets } = channels?.find(({ kind }) => kind === choice.kind) ?? {};
  const show = useWhileShown((inboxId: number) => {
    onClose();
    router.push(inboxHref(inboxId, "connect"));
  });
  const create = useMutation(
    trpc.inboxes.create.mutationOptions({
      onSuccess: async (inbox) => {
        await queryClient.invalidateQueries(trpc.inboxes.pathFilter());
        show(inbox.id);
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const { kind: channel, callbackFormat } = choice;
    const callbackUrl = String(form.get("callbackUrl") ?? "").trim() || null;
    const input = {
      name: String(form.get("name")),
      channel,
      settings: readSettings(form, fields),
      ...(callbackFormat && { callbackUrl, callbackFormat, messagesStartAs }),
    };
    // The mutation has the error.
    requestOnce("inbox", input, (clientId) => create.mutateAsync({ ...input, clientId })).catch(
      () => undefined,
    );
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <div className="flex items-center gap-2 text-muted">
        <IconButton type="button" label={t("back")} onClick={onBack}>
          <ArrowLeft size={16} aria-hidden />
        </IconButton>
        {choice.about}
      </div>
      <NameField label={t("name")} maxLength={NAME_CHARS_MAX} hint={t("nameHint")} autoFocus />
      <SettingsFields
        fields={fields}
        {...(presets && { presets })}
        settings={{}}
        isStored={false}
        error={create.error}
      />
      {choice.callbackFormat ? (
        <>
          <Field
            label={t("callbackUrl")}
            name="callbackUrl"
            type="url"
            maxLength={URL_CHARS_MAX}
            placeholder="https://"
            autoComplete="off"
            hint={t("callbackUrlHint")}
          />
          <FirstStatusField value={messagesStartAs} onChange={setStart} />
        </>
      ) : null}
      <FormEnd saving={create}>{t("create")}</FormEnd>
    </form>
  );
}
