"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { refusalCodeOf, refusalDetailOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import DialogWindow from "@/app/_ui/overlay/dialog-window";
import type { ChannelTemplate } from "@/server/contract/channel/template-text";
import { TemplateForm } from "./template-form";
import { TemplateList } from "./template-list";

/** Chooses a template of the conversation's inbox, fills it in and sends it. Loaded on demand, hence the default export. */
export default function TemplateDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("composer.template");
  const trpc = useTRPC();
  const { displayId, name } = useDraft();
  const templates = useQuery({ ...trpc.templates.list.queryOptions({ displayId }), retry: false });
  const [chosen, setChosen] = useState<ChannelTemplate | null>(null);
  return (
    <DialogWindow
      open
      onOpenChange={onClose}
      title={chosen ? chosen.name : t("title")}
      description={t("to", { name })}
      closeLabel={t("close")}
      size="wide"
    >
      {chosen ? (
        <TemplateForm template={chosen} onBack={() => setChosen(null)} onSent={onClose} />
      ) : templates.data ? (
        <TemplateList templates={templates.data} onChoose={setChosen} />
      ) : templates.error ? (
        <Failed error={templates.error} onRetry={() => void templates.refetch()} />
      ) : (
        <div role="status" aria-label={t("loading")}>
          <Skeleton className="h-60" />
        </div>
      )}
    </DialogWindow>
  );
}

/** Why the templates cannot be read, with the provider's words. */
function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations("composer.template");
  const errorText = useErrorText();
  const detail = refusalCodeOf(error) === "channel.unreachable" ? refusalDetailOf(error) : null;
  return (
    <div role="alert" className="flex flex-col items-start gap-2">
      <p>{errorText(error)}</p>
      {detail ? (
        <p className="wrap-anywhere text-muted text-sm" dir="auto">
          {detail}
        </p>
      ) : null}
      <Button onClick={onRetry}>{t("retry")}</Button>
    </div>
  );
}
