"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { SecretDialog } from "./secret-dialog";

/** Shows the secret that signs the calls of an inbox's program, and replaces it. */
export function CallbackSecretDialog({ inbox, onClose }: { inbox: InboxDto; onClose: () => void }) {
  const t = useTranslations("settings.callback");
  const trpc = useTRPC();
  const errorText = useErrorText();
  // Mutations: a query would keep the secret in the cache.
  const shown = useMutation(trpc.inboxes.callbackSecret.mutationOptions({ gcTime: 0 }));
  const rotated = useMutation(trpc.inboxes.rotateCallbackSecret.mutationOptions({ gcTime: 0 }));
  const { mutate: show } = shown;
  useEffect(() => show({ inboxId: inbox.id }), [show, inbox.id]);
  const secret = rotated.data?.secret ?? shown.data?.secret;
  const error = rotated.error ?? shown.error;
  return (
    <SecretDialog
      words={{
        title: t("secretTitle"),
        description: rotated.data ? t("rotated") : t("secretShown"),
        secret: t("secret"),
        close: t("close"),
      }}
      secret={secret}
      isMaking={rotated.isPending}
      onClose={onClose}
    >
      {!secret && !error ? <Skeleton className="h-9" /> : null}
      {error ? (
        <p role="alert" className="text-bad">
          {errorText(error)}
        </p>
      ) : null}
      {secret && !rotated.data ? (
        <Button
          variant="ghost"
          className="mt-3 -ml-2"
          disabled={rotated.isPending}
          onClick={() => rotated.mutate({ inboxId: inbox.id })}
        >
          {t("rotate")}
        </Button>
      ) : null}
    </SecretDialog>
  );
}
