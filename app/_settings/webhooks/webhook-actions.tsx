"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, History, KeyRound, Pause, Play, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ReplayDialog } from "@/app/_settings/webhooks/delivery/replay-dialog";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { Segmented } from "@/app/_ui/segmented";
import { SecretShown } from "./secret-shown";
import { TestDialog } from "./test-dialog";
import type { Webhook } from "./webhook";

type Open = "test" | "rotate" | "replay" | "delete" | null;

type WebhookActionsProps = {
  webhook: Webhook;
  /** Called when the deletion starts (true), or was refused (false). */
  onDeleting: (isDeleting: boolean) => void;
};

/** The actions for an endpoint. */
export function WebhookActions({ webhook, onDeleting }: WebhookActionsProps) {
  const t = useTranslations("settings.webhooks.action");
  const [open, setOpen] = useState<Open>(null);
  const { id: endpointId, state, callbackInboxId, bot } = webhook;
  const isOwn = !callbackInboxId && !bot; // else its settings and its secret are elsewhere
  const close = () => setOpen(null);
  return (
    <div className="flex flex-wrap gap-2">
      {isOwn ? (
        <Button disabled={state === "disabled"} onClick={() => setOpen("test")}>
          <FlaskConical size={15} aria-hidden />
          {t("test")}
        </Button>
      ) : null}
      <Button onClick={() => setOpen("replay")}>
        <History size={15} aria-hidden />
        {t("replay")}
      </Button>
      {isOwn ? (
        <Button onClick={() => setOpen("rotate")}>
          <KeyRound size={15} aria-hidden />
          {t("rotate")}
        </Button>
      ) : null}
      <OnOff webhook={webhook} />
      {isOwn ? (
        <Button variant="danger" onClick={() => setOpen("delete")}>
          <Trash2 size={15} aria-hidden />
          {t("delete")}
        </Button>
      ) : null}
      {open === "test" ? <TestDialog webhook={webhook} onClose={close} /> : null}
      {open === "rotate" ? <RotateDialog webhook={webhook} onClose={close} /> : null}
      {open === "replay" ? <ReplayDialog endpointId={endpointId} onClose={close} /> : null}
      {open === "delete" ? (
        <DeleteWebhookDialog webhook={webhook} onDeleting={onDeleting} onClose={close} />
      ) : null}
    </div>
  );
}

/** Enables or disables an endpoint; a paused or failing one can be retried immediately. */
function OnOff({ webhook: { id: endpointId, state, health } }: { webhook: Webhook }) {
  const t = useTranslations("settings.webhooks.action");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const options = {
    onSuccess: () => queryClient.invalidateQueries(trpc.webhooks.pathFilter()),
    onError: (error: unknown) => warn({ text: t("notChanged"), detail: errorText(error) }),
  };
  const enable = useMutation(trpc.webhooks.enable.mutationOptions(options));
  const disable = useMutation(trpc.webhooks.disable.mutationOptions(options));
  const isResting = state === "enabled" && health.pausedUntil !== null;
  return (
    <>
      {isResting ? (
        <Button disabled={enable.isPending} onClick={() => enable.mutate({ endpointId })}>
          <Play size={15} aria-hidden />
          {t("tryNow")}
        </Button>
      ) : null}
      {state === "enabled" ? (
        <Button disabled={disable.isPending} onClick={() => disable.mutate({ endpointId })}>
          <Pause size={15} aria-hidden />
          {t("disable")}
        </Button>
      ) : (
        <Button variant="primary" disabled={enable.isPending} onClick={() => enable.mutate({ endpointId })}>
          <Play size={15} aria-hidden />
          {t("enable")}
        </Button>
      )}
    </>
  );
}

type DeleteWebhookDialogProps = {
  webhook: Webhook;
  onDeleting: (isDeleting: boolean) => void;
  onClose: () => void;
};

/** Confirms the deletion of an endpoint, which cannot be undone. */
function DeleteWebhookDialog({ webhook, onDeleting, onClose }: DeleteWebhookDialogProps) {
  const t = useTranslations("settings.webhooks.delete");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const page = `/settings/webhooks/${webhook.id}`;
  const remove = useMutation(
    trpc.webhooks.remove.mutationOptions({
      onMutate: () => onDeleting(true),
      onError: () => onDeleting(false),
      onSuccess: () => {
        notify({ text: t("done") });
        if (location.pathname === page) router.push("/settings/webhooks"); // its reader may have left it
        void queryClient.invalidateQueries(trpc.webhooks.list.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      title={t("title")}
      text={t("text")}
      words={{ keep: t("keep"), confirm: t("delete"), close: t("keep") }}
      error={remove.error && errorText(remove.error)}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ endpointId: webhook.id })}
      onClose={onClose}
    >
      <p dir="ltr" className="mt-2 font-mono text-sm wrap-anywhere">
        {webhook.url}
      </p>
    </ConfirmDialog>
  );
}

/** Formats whose own header has room for one signature. */
const ONE_SIGNATURE: readonly Webhook["format"][] = ["freescout", "chatwoot"];
const HOURS = ["24", "168", "0"] as const;

/** Rotates an endpoint's secret, with a period in which the old one signs too, and shows the new one once. */
function RotateDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const t = useTranslations("settings.webhooks.rotate");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [hours, setHours] = useState<(typeof HOURS)[number]>("24");
  const rotate = useSaveMutation(
    trpc.webhooks.rotate.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.webhooks.get.pathFilter(),
  );
  const change = () => rotate.mutate({ endpointId: webhook.id, overlapHours: Number(hours) });
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title")}
      closeLabel={t("close")}
      isShownOnce={rotate.isPending || rotate.data !== undefined}
      isMaking={rotate.isPending}
    >
      {rotate.data ? (
        <SecretShown title={t("done")} secret={rotate.data.secret} />
      ) : (
        <div className="flex flex-col gap-3">
          <p className="text-muted">{t("text")}</p>
          <Segmented
            label={t("overlap")}
            value={hours}
            onChange={setHours}
            options={HOURS.map((value) => ({ value, label: t(`hours.${value}`) }))}
          />
          {ONE_SIGNATURE.includes(webhook.format) ? (
            <p className="text-muted text-sm">{t("oneSignature")}</p>
          ) : null}
          {rotate.error ? (
            <p role="alert" className="text-bad text-sm">
              {errorText(rotate.error)}
            </p>
          ) : null}
          <Button variant="primary" disabled={rotate.isPending} onClick={change} className="self-end">
            {t("change")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
