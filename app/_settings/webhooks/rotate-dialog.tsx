"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { Segmented } from "@/app/_ui/segmented";
import { SecretShown } from "./secret-shown";
import type { Webhook } from "./webhook";

/** Formats whose own header has room for one signature. */
const ONE_SIGNATURE: readonly Webhook["format"][] = ["freescout", "chatwoot"];
const HOURS = ["24", "168", "0"] as const;

/** Rotates an endpoint's secret, with a period in which the old one signs too, and shows the new one once. */
export function RotateDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
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
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
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
