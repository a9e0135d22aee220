"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { withListChanges } from "@/app/_shared/dialogs/changes-of";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { SwitchChoice } from "@/app/_ui/switch";

/** What the account accepts of all API clients. */
export function ClientSettings() {
  return (
    <div className="flex flex-col gap-6">
      <UrlKeys />
      <KnownContacts />
      <UnflaggedMessages />
      <AllowedOrigins />
    </div>
  );
}

/** Whether Chatwoot's clients get the existing contact when they create one again. */
function KnownContacts() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: isOn } = useQuery(trpc.tokens.knownContacts.queryOptions());
  const change = useSaveMutation(
    trpc.tokens.changeKnownContacts.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.tokens.pathFilter(),
  );
  return (
    <SettingSwitch
      name={t("knownContacts")}
      hint={t("knownContactsHint")}
      isOn={isOn}
      isSaving={change.isPending}
      onChange={(acceptsKnownContacts) => change.mutate({ acceptsKnownContacts })}
    />
  );
}

/** Whether messages of WuKongIM's API are stored whose header does not say it. */
function UnflaggedMessages() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: storage } = useQuery(trpc.tokens.unflaggedMessages.queryOptions());
  const change = useSaveMutation(
    trpc.tokens.changeUnflaggedMessages.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.tokens.pathFilter(),
  );
  return (
    <SettingSwitch
      name={t("unflaggedMessages")}
      hint={t("unflaggedMessagesHint")}
      isOn={storage && storage === "stored"}
      isSaving={change.isPending}
      onChange={(isOn) => change.mutate({ messagesWithoutFlags: isOn ? "stored" : "command" })}
    />
  );
}

/** Whether the account accepts API keys in URLs. */
function UrlKeys() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: isOn } = useQuery(trpc.tokens.urlKeys.queryOptions());
  const change = useSaveMutation(
    trpc.tokens.changeUrlKeys.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.tokens.pathFilter(),
  );
  return (
    <SettingSwitch
      name={t("urlKeys")}
      hint={t("urlKeysHint")}
      isOn={isOn}
      isSaving={change.isPending}
      onChange={(acceptsUrlKeys) => change.mutate({ acceptsUrlKeys })}
    />
  );
}

type SettingSwitchProps = {
  name: string;
  hint: string;
  /** Undefined while it is not loaded: the switch is then disabled. */
  isOn: boolean | undefined;
  isSaving: boolean;
  onChange: (isOn: boolean) => void;
};

/** A setting of the account for its API clients, with its explanation. */
function SettingSwitch({ name, hint, isOn, isSaving, onChange }: SettingSwitchProps) {
  return (
    <SwitchChoice
      name={name}
      why={hint}
      isOn={isOn ?? false}
      isEnabled={isOn !== undefined && !isSaving}
      onChange={onChange}
    />
  );
}

/** What was typed, and the sites that the field had before: others may change them meanwhile. */
type EditedSites = { text: string; from: readonly string[] };

const sitesIn = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** The sites whose pages may call the APIs from the browser. */
function AllowedOrigins() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: saved } = useQuery(trpc.tokens.origins.queryOptions());
  const [edited, setEdited] = useState<EditedSites | null>(null);
  const change = useSaveMutation(trpc.tokens.changeOrigins.mutationOptions(), trpc.tokens.pathFilter(), () =>
    notify({ text: t("originsSaved") }),
  );
  const text = edited?.text ?? saved?.join(" ") ?? "";
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!edited || !saved) return;
    const typed = sitesIn(edited.text);
    change.mutate(
      { allowedOrigins: withListChanges(saved, edited.from, typed) },
      { onSuccess: () => setEdited((now) => (now === edited ? null : now && { ...now, from: typed })) },
    );
  };
  return (
    <form onSubmit={save} className="max-w-prose">
      <Field
        label={t("origins")}
        hint={t("originsHint")}
        error={change.error ? errorText(change.error) : undefined}
        value={text}
        disabled={saved === undefined}
        onChange={({ target }) => setEdited({ text: target.value, from: edited?.from ?? saved ?? [] })}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" className="mt-3" disabled={edited === null || change.isPending}>
        {t("originsSave")}
      </Button>
    </form>
  );
}
