"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalCodeOf, refusalDetailOf, useErrorText } from "@/app/_lib/refusal-text";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import DialogWindow from "@/app/_ui/overlay/dialog-window";
import type { ChannelTemplate } from "@/server/contract/channel/template-text";
import { TemplateForm, type TemplateSending } from "./template-form";
import { TemplateList } from "./template-list";

type TemplateDialogProps = {
  /** To whom it is sent. */
  name: string;
  /** The query of the templates that can be sent. */
  templates: { data?: readonly ChannelTemplate[] | undefined; error: unknown; refetch: () => unknown };
  sending: TemplateSending;
  onClose: () => void;
};

/** Chooses a template, fills it in and sends it. */
export function TemplateDialog({ name, templates, sending, onClose }: TemplateDialogProps) {
  const t = useTranslations("composer.template");
  const [chosen, setChosen] = useState<ChannelTemplate | null>(null);
  const goBack = () => {
    sending.reset();
    setChosen(null);
  };
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
        <TemplateForm template={chosen} sending={sending} onBack={goBack} />
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
