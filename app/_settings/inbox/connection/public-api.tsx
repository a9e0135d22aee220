"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { CopyField } from "@/app/_shared/copy-field";
import { Button } from "@/app/_ui/button";
import { Switch } from "@/app/_ui/switch";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { IdentitySecretDialog } from "./identity-secret-dialog";
import { RotateIdentifierDialog } from "./rotate-identifier-dialog";

/** The API for visitors' own software: on or off, the inbox's identifier, and the secret that proves who a visitor is. */
export function PublicApi({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.publicApi");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const id = useId();
  const [opened, setOpened] = useState<"identifier" | "secret" | null>(null);
  const update = useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter());
  const set = (publicApi: boolean) => update.mutate({ inboxId: inbox.id, publicApi });
  const close = () => setOpened(null);
  return (
    <section aria-labelledby={id} className="mt-10 border-line border-t pt-6">
      <h2 id={id} className="text-md">
        {t("title")}
      </h2>
      <div className="mt-4 flex gap-3">
        <Switch
          checked={inbox.publicApi}
          disabled={update.isPending}
          onChange={set}
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-why`}
        />
        <div className="max-w-prose">
          <p id={`${id}-name`} className="font-medium">
            {t("switch")}
          </p>
          <p id={`${id}-why`} className="text-muted text-sm">
            {t("text")}
          </p>
          {update.error ? (
            <p role="alert" className="mt-1 text-bad text-sm">
              {errorText(update.error)}
            </p>
          ) : null}
        </div>
      </div>
      {inbox.publicApi ? (
        <div className="mt-5 flex max-w-prose flex-col items-start gap-5">
          <div className="w-full">
            <p className="mb-1 font-medium">{t("identifier")}</p>
            <CopyField label={t("identifier")} value={inbox.identifier} />
            <Button size="sm" variant="ghost" className="mt-1 -ml-2" onClick={() => setOpened("identifier")}>
              {t("replace")}
            </Button>
          </div>
          <div>
            <p className="font-medium">{t("identity")}</p>
            <p className="mb-2 text-muted text-sm">{t("identityText")}</p>
            <Button onClick={() => setOpened("secret")}>{t("newSecret")}</Button>
          </div>
        </div>
      ) : null}
      {opened === "identifier" ? <RotateIdentifierDialog inbox={inbox} onClose={close} /> : null}
      {opened === "secret" ? <IdentitySecretDialog inbox={inbox} onClose={close} /> : null}
    </section>
  );
}
