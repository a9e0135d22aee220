"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAssignees } from "@/app/_inbox/change/choices";
import { useFollow } from "@/app/_inbox/change/use-conversation-changes";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { MemberAvatar, useMembers } from "@/app/_shared/use-members";
import { ActionButton } from "@/app/_shell/keys/action-button";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { Hint } from "@/app/_ui/overlay/tooltip";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** The participants and why each one follows; a button follows or unfollows for the reader. */
export function Followers({ conversation }: { conversation: ConversationDto }) {
  const t = useTranslations("follow");
  const me = useMe();
  const { isFollowing, follow, unfollow } = useFollow(conversation);
  const { participants } = conversation;
  return (
    <div className="flex flex-col gap-1">
      {participants.length === 0 ? <p className="text-muted">{t("nobody")}</p> : null}
      <ul className="flex flex-col">
        {participants.map((one) => (
          <li key={one.userId} className="group/follower flex min-h-7 items-center gap-2">
            <Follower {...one} onRemove={(name) => void unfollow({ id: one.userId, name })} />
          </li>
        ))}
      </ul>
      <div className="-ml-2 flex flex-wrap gap-1">
        {isFollowing ? (
          <ActionButton id="unfollow" variant="ghost" onClick={() => void unfollow(me)} />
        ) : (
          <ActionButton id="follow" variant="ghost" onClick={() => void follow(me)} />
        )}
        <AddMenu conversation={conversation} onAdd={(member) => void follow(member)} />
      </div>
    </div>
  );
}

type FollowerProps = ConversationDto["participants"][number] & { onRemove: (name: string) => void };

function Follower({ userId, because, since, onRemove }: FollowerProps) {
  const t = useTranslations("follow");
  const details = useTranslations("details");
  const times = useTimes();
  const { nameOf } = useMembers();
  const name = nameOf(userId) ?? details("formerMember");
  return (
    <>
      <MemberAvatar name={name} id={userId} className="size-5" />
      <span className="min-w-0 truncate" dir="auto">
        {name}
      </span>
      <Hint text={t("since", { time: times.near(since) })}>
        <span className="shrink-0 text-faint text-xs">{t(`because.${because}`)}</span>
      </Hint>
      <button
        type="button"
        aria-label={t("remove", { name })}
        onClick={() => onRemove(name)}
        className="ml-auto grid size-6 shrink-0 place-items-center rounded-s text-faint opacity-0 hover:bg-hover hover:text-fg focus-visible:opacity-100 group-hover/follower:opacity-100 pointer-coarse:opacity-100"
      >
        <X size={13} aria-hidden />
      </button>
    </>
  );
}

type AddMenuProps = { conversation: ConversationDto; onAdd: (member: { id: number; name: string }) => void };

/** Members who may see the conversation and do not follow it. */
function AddMenu({ conversation: { inboxId, participants }, onAdd }: AddMenuProps) {
  const t = useTranslations("follow");
  const me = useMe();
  const known = new Set(participants.map(({ userId }) => userId));
  const others = useAssignees([inboxId]).flatMap(({ id, name }) =>
    id === null || id === me.id || known.has(id) ? [] : [{ id, name }],
  );
  if (others.length === 0) return null;
  return (
    <Menu
      align="start"
      trigger={
        <Button variant="ghost" aria-label={t("addSomebody")}>
          <Plus size={15} aria-hidden />
          {t("add")}
        </Button>
      }
    >
      {others.map((member) => (
        <MenuItem key={member.id} onSelect={() => onAdd(member)}>
          <bdi>{member.name}</bdi>
        </MenuItem>
      ))}
    </Menu>
  );
}
