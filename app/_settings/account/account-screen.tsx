"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { PictureField } from "@/app/_settings/frame/picture-field";
import { useAccount } from "@/app/_shared/use-account";
import { pictureUrl } from "@/app/_shared/use-members";
import { Picture } from "@/app/_ui/display/avatar";
import { AccountForm } from "./account-form";

/** The account as its members see it: its name, logo, time zone and language. */
export function AccountScreen() {
  const t = useTranslations("settings.account");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const account = useAccount();
  const src = pictureUrl(account?.logoFileId);
  const set = useMutation(
    trpc.account.setLogo.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.account.pathFilter()),
    }),
  );
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <div className="mb-8 max-w-dialog">
        <PictureField
          title={t("logo")}
          text={t("logoText")}
          hasPicture={src !== null}
          onChange={(logoFileId) => set.mutateAsync({ logoFileId })}
        >
          {(chosen) => <LogoPreview src={chosen ?? src} />}
        </PictureField>
      </div>
      {account ? <AccountForm account={account} /> : null}
    </>
  );
}

function LogoPreview({ src }: { src: string | null }) {
  return (
    <span className="grid size-16 place-items-center overflow-hidden rounded-m border border-line bg-bg text-faint">
      <Picture
        src={src}
        className="size-full object-contain p-1"
        fallback={<Building2 size={22} aria-hidden />}
      />
    </span>
  );
}
