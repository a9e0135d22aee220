"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { textIn } from "@/app/_lib/session/sign-in";
import { useTRPC } from "@/app/_lib/trpc";
import { CopyField } from "@/app/_shared/copy-field";
import { Button } from "@/app/_ui/button";
import { QrCode } from "@/app/_ui/display/qr-code";
import { Field } from "@/app/_ui/field";

type ScanStepProps = {
  secret: string;
  uri: string;
  onDone: (answer: { recoveryCodes: string[] }) => unknown;
};

/** The authenticator's secret as QR code and text, and the first code that confirms it. */
export function ScanStep({ secret, uri, onDone }: ScanStepProps) {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const confirm = useMutation(trpc.twoFactor.confirm.mutationOptions({ onSuccess: onDone, gcTime: 0 }));
  return (
    <form
      method="post"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ code: textIn(new FormData(event.currentTarget), "code") });
      }}
    >
      <div className="flex justify-center">
        <QrCode text={uri} label={t("qr")} />
      </div>
      <div>
        <p className="mb-1 font-medium">{t("byHand")}</p>
        <CopyField label={t("byHand")} value={secret} />
      </div>
      <Field
        label={t("code")}
        name="code"
        required
        inputMode="numeric"
        maxLength={10}
        autoComplete="one-time-code"
        dir="ltr"
        hint={t("codeHint")}
        error={confirm.error ? errorText(confirm.error) : undefined}
      />
      <Button variant="primary" type="submit" disabled={confirm.isPending} className="self-end">
        {t("confirm")}
      </Button>
    </form>
  );
}
