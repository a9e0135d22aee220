"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { PictureField } from "@/app/_settings/frame/picture-field";
import { useMembers } from "@/app/_shared/use-members";
import { Avatar } from "@/app/_ui/display/avatar";

/** The member's own picture. */
export function OwnPicture() {
  const t = useTranslations("settings.profile");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const src = useMembers().pictureOf(me.id);
  const set = useMutation(
    trpc.me.setAvatar.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  return (
    <PictureField
      title={t("picture")}
      text={t("pictureText")}
      hasPicture={src !== null}
      onChange={(avatarFileId) => set.mutateAsync({ avatarFileId })}
    >
      {(chosen) => <Avatar name={me.name} seed={me.id} src={chosen ?? src} className="size-16 text-lg" />}
    </PictureField>
  );
}
