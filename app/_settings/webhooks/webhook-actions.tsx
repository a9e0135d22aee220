"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, History, KeyRound, Pause, Play, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ReplayDialog } from "@/app/_settings/webhooks/delivery/replay-dialog";
import { Button } from "@/app/_ui/button";
import { warn } from "@/app/_ui/overlay/toast";
import { DeleteWebhookDialog } from "./delete-webhook-dialog";
import { RotateDialog } from "./rotate-dialog";
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
