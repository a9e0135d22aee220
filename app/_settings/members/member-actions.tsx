"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  CircleUserRound,
  Ellipsis,
  KeyRound,
  LogOut,
  Mail,
  Pencil,
  ShieldOff,
  UserCheck,
  UserX,
} from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { beginChange } from "@/app/_shell/undo/superseded";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { Button, IconButton } from "@/app/_ui/button";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { MemberDto } from "@/server/contract/member/member";
import type { MadeLink } from "./invite-dialog";

type MemberActionsProps = {
  member: MemberDto;
  hasLinks: boolean;
  byMail: boolean;
  onLink: (link: MadeLink) => void;
  onChange: () => void;
  onChangePicture: () => void;
  /** Null: they do not use two-factor authentication, or it is the reader, who turns it off in their profile. */
  onResetTwoFactor: (() => void) | null;
};

/** The actions for a member. */
export function MemberActions({
  member,
  hasLinks,
  byMail,
  onLink,
  onChange,
  onChangePicture,
  onResetTwoFactor,
}: MemberActionsProps) {
  const t = useTranslations("settings.members");
  const { makeLink, mailLink, endSessions, setState } = useMemberChanges(member, onLink);
  const { name, state } = member;
  if (state === "deactivated") {
    return (
      <Menu trigger={<Trigger label={t("actions", { name })} />}>
        <MenuItem icon={<UserCheck size={15} />} onSelect={() => setState("active")}>
          {t("takeBack")}
        </MenuItem>
      </Menu>
    );
  }
  const resend = byMail ? mailLink : makeLink;
  return (
    <span className="flex shrink-0 items-center">
      {state === "invited" && hasLinks ? (
        <Button size="sm" aria-label={t("resendTo", { name })} onClick={resend} className="mr-1">
          {t("resend")}
        </Button>
      ) : null}
      <IconButton label={t("editOne", { name })} onClick={onChange}>
        <Pencil size={15} aria-hidden />
      </IconButton>
      <Menu trigger={<Trigger label={t("actions", { name })} />}>
        <MenuItem icon={<CircleUserRound size={15} />} onSelect={onChangePicture}>
          {t("changePicture")}
        </MenuItem>
        {hasLinks && byMail ? (
          <MenuItem icon={<Mail size={15} />} onSelect={mailLink}>
            {state === "invited" ? t("mailAgain") : t("mailReset")}
          </MenuItem>
        ) : null}
        {hasLinks ? (
          <MenuItem icon={<KeyRound size={15} />} onSelect={makeLink}>
            {state === "invited" ? t("inviteAgain") : t("reset")}
          </MenuItem>
        ) : null}
        {state === "active" ? (
          <MenuItem icon={<LogOut size={15} />} onSelect={endSessions}>
            {t("signOut")}
          </MenuItem>
        ) : null}
        {onResetTwoFactor ? (
          <MenuItem icon={<ShieldOff size={15} />} onSelect={onResetTwoFactor}>
            {t("resetTwoFactor")}
          </MenuItem>
        ) : null}
        <MenuLine />
        <MenuItem icon={<UserX size={15} />} className="text-bad" onSelect={() => setState("deactivated")}>
          {state === "invited" ? t("withdraw") : t("deactivate")}
        </MenuItem>
      </Menu>
    </span>
  );
}

const Trigger = ({ label, ...rest }: { label: string }) => (
  <IconButton label={label} {...rest}>
    <Ellipsis size={16} aria-hidden />
  </IconButton>
);

function useMemberChanges({ id: userId, name }: MemberDto, onLink: (link: MadeLink) => void) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const client = useTRPCClient();
  const { offer } = useUndo();
  const locale = useLocale();
  const errorText = useErrorText();
  const onError = (error: unknown) => warn({ text: t("notDone"), detail: errorText(error) });
  const onSettled = () => queryClient.invalidateQueries(trpc.members.pathFilter());
  const link = useMutation(
    trpc.members.makeLink.mutationOptions({ onSuccess: onLink, onError, onSettled, gcTime: 0 }),
  );
  const sessions = useMutation(
    trpc.members.endSessions.mutationOptions({
      onSuccess: () => notify({ text: t("signedOut", { name }) }),
      onError,
    }),
  );
  const takeBack = async () => {
    await client.members.update.mutate({ userId, state: "active", keepTokens: true });
    await onSettled();
  };
  const update = useMutation(
    trpc.members.update.mutationOptions({
      onMutate: beginChange,
      // Of the mutation: the row may be gone when it is answered.
      onSuccess: (_, { state }) =>
        state === "active"
          ? void notify({ text: t("takenBack", { name }) })
          : offer({
              displayId: null,
              text: t("deactivated", { name }),
              detail: t("deactivatedMeans"),
              undo: () => toPlainResult(takeBack),
              openAfter: null,
            }),
      onError,
      onSettled: (_data, _error, _input, end) => {
        end?.(null);
        return onSettled();
      },
    }),
  );
  const setState = (state: "active" | "deactivated") => update.mutate({ userId, state });
  return {
    makeLink: () => link.mutate({ userId }),
    mailLink: () => link.mutate({ userId, mailIn: locale }),
    endSessions: () => sessions.mutate({ userId }),
    setState,
  };
}
