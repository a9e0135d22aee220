"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { PictureField } from "@/app/_settings/frame/picture-field";
import { useMembers } from "@/app/_shared/use-members";
import { Avatar } from "@/app/_ui/display/avatar";
import { Dialog } from "@/app/_ui/overlay/dialog";
import type { MemberDto } from "@/server/contract/member/member";

/** Sets or removes a member's picture, for administrators. */
export function PictureDialog({ member: { id, name }, onClose }: { member: MemberDto; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const src = useMembers().pictureOf(id);
  const set = useMutation(
    trpc.members.setAvatar.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("pictureOf", { name })}
      closeLabel={t("close")}
    >
      <div className="p-2">
        <PictureField
          title={t("picture")}
          text={t("pictureText")}
          hasPicture={src !== null}
          onChange={(avatarFileId) => set.mutateAsync({ userId: id, avatarFileId })}
        >
          {(chosen) => <Avatar name={name} seed={id} src={chosen ?? src} className="size-16 text-lg" />}
        </PictureField>
      </div>
    </Dialog>
  );
}
