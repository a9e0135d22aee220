"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { isFoundIn } from "@/app/_settings/frame/filtered-list";
import { PageHead } from "@/app/_settings/frame/page-head";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { SelectField } from "@/app/_ui/select";
import { SwitchChoice } from "@/app/_ui/switch";
import type { MemberDto } from "@/server/contract/member/member";
import { InviteDialog, LinkDialog, type MadeLink } from "./invite-dialog";
import { MemberRow } from "./member-row";

/** Interval of polling the state of mails. */
const WAITING_MS = 2_000;

/** The account's members: invited, given a role and inboxes, deactivated. */
export function MembersScreen() {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const { data: members, error, refetch } = useQuery(trpc.members.list.queryOptions());
  const { data: secured } = useQuery(trpc.twoFactor.members.queryOptions());
  const { data: lastSeen } = useQuery(trpc.members.lastSeen.queryOptions());
  const [filter, setFilter] = useState(NO_FILTER);
  const [isInviting, setInviting] = useState(false);
  const [link, setLink] = useState<MadeLink | null>(null);
  const { data: mailing } = useQuery({
    ...trpc.members.mails.queryOptions(),
    refetchInterval: ({ state }) =>
      state.data?.mails.some(({ state }) => state === "waiting") ? WAITING_MS : false,
  });
  const show = (made: MadeLink) => {
    setLink(made);
    if (made.secret === null) notify({ text: t("mailed", { name: made.member.name }) });
  };
  const shown = members && filterMembers(members, filter);
  const invite = (
    <Button variant="primary" onClick={() => setInviting(true)}>
      <UserPlus size={15} aria-hidden />
      {t("invite")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("title")} action={invite}>
        {t("text")}
      </PageHead>
      {members === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      <MemberFilters filter={filter} onChange={setFilter} />
      {members && shown && shown.length > 0 ? (
        <p role="status" className="mb-2 text-muted text-sm">
          {shown.length === members.length
            ? t("count", {
                count: members.length,
                invited: members.filter(({ state }) => state === "invited").length,
              })
            : t("shown", { shown: shown.length, count: members.length })}
        </p>
      ) : null}
      {shown?.length === 0 ? <p className="text-muted">{t("noMatch")}</p> : null}
      <ul aria-label={t("title")} className="overflow-hidden rounded-m border-line not-empty:border">
        {shown?.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            hasTwoFactor={secured?.includes(member.id)}
            lastSeenAt={lastSeen?.find(({ userId }) => userId === member.id)?.lastSeenAt ?? null}
            hasLinks={mailing?.hasPasswords ?? true}
            byMail={mailing?.isOn ?? false}
            mail={mailing?.mails.find((mail) => mail.userId === member.id)}
            onLink={show}
          />
        ))}
      </ul>
      <TwoFactorSwitch />
      {isInviting ? (
        <InviteDialog byMail={mailing?.isOn ?? false} onClose={() => setInviting(false)} onInvited={show} />
      ) : null}
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </>
  );
}

/** Whether the account requires two-factor authentication of every member. */
function TwoFactorSwitch() {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data } = useQuery(trpc.twoFactor.requirement.queryOptions());
  const change = useSaveMutation(trpc.twoFactor.require.mutationOptions(), trpc.twoFactor.pathFilter());
  if (!data) return null;
  return (
    <div className="mt-6">
      <SwitchChoice
        name={t("requireTwoFactor")}
        why={t("requireTwoFactorText")}
        isOn={data.requiresTwoFactor}
        isEnabled={!change.isPending}
        onChange={(requiresTwoFactor) => change.mutate({ requiresTwoFactor })}
      >
        {change.error ? (
          <p role="alert" className="mt-1 text-bad text-sm">
            {errorText(change.error)}
          </p>
        ) : null}
      </SwitchChoice>
    </div>
  );
}

const ANY = "any";

type MemberFiltersProps = { filter: MemberFilter; onChange: (filter: MemberFilter) => void };

/** Filters the members by name, role and state. */
function MemberFilters({ filter, onChange }: MemberFiltersProps) {
  const t = useTranslations("settings.members");
  const set = (patch: Partial<MemberFilter>) => onChange({ ...filter, ...patch });
  return (
    <search className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
      <Field
        label={t("search")}
        type="search"
        autoComplete="off"
        placeholder={t("searchHint")}
        value={filter.query}
        onChange={({ target }) => set({ query: target.value })}
        className="min-w-0 basis-full sm:flex-1 sm:basis-40"
      />
      <Choice
        label={t("roleLabel")}
        value={filter.role}
        options={MEMBER_ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        onChange={(role) => set({ role })}
      />
      <Choice
        label={t("stateLabel")}
        value={filter.state}
        options={MEMBER_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state) => set({ state })}
      />
    </search>
  );
}

type ChoiceProps<V extends string> = {
  label: string;
  value: V | null;
  options: readonly { value: V; label: string }[];
  onChange: (value: V | null) => void;
};

/** One of several, or any. */
function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const t = useTranslations("settings.members");
  return (
    <SelectField
      label={label}
      value={value ?? ANY}
      options={[{ value: ANY, label: t("any") }, ...options]}
      onChange={(chosen) => onChange(chosen === ANY ? null : chosen)}
      className="min-w-32 flex-1 sm:flex-none"
    />
  );
}

const MEMBER_ROLES = ["administrator", "agent"] as const satisfies readonly MemberDto["role"][];
const MEMBER_STATES = ["active", "invited", "deactivated"] as const satisfies readonly MemberDto["state"][];

/** Which members are shown; null = any. */
type MemberFilter = {
  query: string;
  role: MemberDto["role"] | null;
  state: MemberDto["state"] | null;
};

export const NO_FILTER: MemberFilter = { query: "", role: null, state: null };

export const filterMembers = (
  members: readonly MemberDto[],
  { query, role, state }: MemberFilter,
): MemberDto[] =>
  members.filter(
    (member) =>
      isFoundIn(query, `${member.name}\n${member.email}`) &&
      (role === null || member.role === role) &&
      (state === null || member.state === state),
  );
