"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { CopyField } from "@/app/_shared/copy-field";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { SwitchChoice } from "@/app/_ui/switch";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { IdentitySecretDialog } from "./identity-secret-dialog";

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
      <div className="mt-4">
        <SwitchChoice
          name={t("switch")}
          why={t("text")}
          isOn={inbox.publicApi}
          isEnabled={!update.isPending}
          onChange={set}
        >
          {update.error ? (
            <p role="alert" className="mt-1 text-bad text-sm">
              {errorText(update.error)}
            </p>
          ) : null}
        </SwitchChoice>
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

/** Confirms the replacement of an inbox's identifier: software that has the old one stops working. */
function RotateIdentifierDialog({ inbox, onClose }: { inbox: InboxDto; onClose: () => void }) {
  const t = useTranslations("settings.publicApi");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const rotate = useSaveMutation(
    trpc.inboxes.rotateIdentifier.mutationOptions(),
    trpc.inboxes.pathFilter(),
    useWhileShown(onClose),
  );
  return (
    <ConfirmDialog
      title={t("replaceTitle")}
      text={t("replaceText")}
      words={{ keep: t("keep"), confirm: t("replaceNow"), close: t("close") }}
      error={rotate.error && errorText(rotate.error)}
      isPending={rotate.isPending}
      onConfirm={() => rotate.mutate({ inboxId: inbox.id })}
      onClose={onClose}
    />
  );
}
