"use client";

import { useTranslations } from "next-intl";
import { CopyField } from "@/app/_shared/copy-field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { LINK_HOURS } from "@/server/contract/member/constants";
import type { MemberDto } from "@/server/contract/member/member";

/** Without a secret: the link was mailed. */
export type MadeLink = { member: MemberDto; secret: string | null };

/** A new password link to copy. It is shown only once. */
export function LinkDialog({ link, onClose }: { link: MadeLink | null; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const name = link?.member.name ?? "";
  const hours = LINK_HOURS[link?.member.state === "invited" ? "invitation" : "password"];
  return (
    <Dialog
      open={Boolean(link?.secret)}
      onOpenChange={(open) => open || onClose()}
      title={link?.member.state === "invited" ? t("invited", { name }) : t("resetFor", { name })}
      description={t("linkText", { name, hours })}
      closeLabel={t("close")}
    >
      {link?.secret ? <CopyField label={t("link")} value={`${location.origin}/join/${link.secret}`} /> : null}
    </Dialog>
  );
}
