"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { PictureField } from "@/app/_settings/frame/picture-field";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { useUnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LeaveGuard } from "@/app/_shared/leave/leave-guard";
import { useAccount } from "@/app/_shared/use-account";
import { pictureUrl } from "@/app/_shared/use-members";
import { Button } from "@/app/_ui/button";
import { Picture } from "@/app/_ui/display/avatar";
import { Field, NameField } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { SegmentedField } from "@/app/_ui/segmented";
import { LOCALES } from "@/server/contract/_shared/constants";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isTimeZone, TIME_ZONES } from "@/server/contract/member/time-zones";
import { AssignOnReply } from "./assign-on-reply";

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
      <AssignOnReply />
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

type AccountFormProps = { account: NonNullable<ReturnType<typeof useAccount>> };

type Chosen = Pick<AccountFormProps["account"], "language" | "timeZone">;

/** The account's name, the time zone of dates in its mails, and the language of mails that nobody chose one for. */
function AccountForm({ account }: AccountFormProps) {
  const t = useTranslations("settings.account");
  const languages = useTranslations("user.languages");
  const trpc = useTRPC();
  const { edits, edit, isOvertaken } = useEdits<Chosen>(account);
  const { language, timeZone } = { ...account, ...edits };
  const [isUnsaved, setUnsaved] = useState(false);
  const mark = useUnsavedMark(setUnsaved);
  const update = useSaveMutation(trpc.account.update.mutationOptions(), trpc.account.pathFilter(), () => {
    mark.onSaved();
    notify({ text: t("saved") });
  });
  const save = (form: FormData) => {
    update.mutate(changesOf(account, { name: String(form.get("name")), timeZone, language }));
  };
  return (
    <SaveForm
      label={t("title")}
      save={t("save")}
      saving={update}
      onSave={save}
      isOvertaken={isOvertaken}
      mark={mark}
    >
      <NameField
        label={t("name")}
        defaultValue={account.name}
        maxLength={SHORT_NAME_CHARS_MAX}
        hint={t("nameHint")}
      />
      <TimeZoneField value={timeZone} onChange={(zone) => edit({ timeZone: zone })} onChoose={mark.onEdit} />
      <SegmentedField
        label={t("language")}
        value={language}
        onChange={(chosen) => edit({ language: chosen })}
        options={LOCALES.map((value) => ({ value, label: languages(value) }))}
        hint={t("languageHint")}
      />
      <LeaveGuard isUnsaved={isUnsaved} />
    </SaveForm>
  );
}

type TimeZoneFieldProps = {
  value: string;
  onChange: (zone: string) => void;
  /** It was chosen by the button: no event of the form reports that. */
  onChoose: () => void;
};

/** A time zone by its IANA name, with suggestions while typing; the browser's own is one click away. */
function TimeZoneField({ value, onChange, onChoose }: TimeZoneFieldProps) {
  const t = useTranslations("settings.account");
  const id = useId();
  const isHydrated = useIsHydrated(); // the server does not know what the browser knows
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div>
      <Field
        label={t("timeZone")}
        name="timeZone"
        list={id}
        required
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        hint={t("timeZoneHint")}
        error={value === "" || isTimeZone(value) ? undefined : t("noTimeZone")}
      />
      <datalist id={id}>
        {isHydrated ? TIME_ZONES.map((zone) => <option key={zone} value={zone} />) : null}
      </datalist>
      {isHydrated && own !== value && isTimeZone(own) ? (
        <Button
          size="sm"
          variant="ghost"
          className="mt-1 -ml-2"
          onClick={() => {
            onChange(own);
            onChoose();
          }}
        >
          {t("useOwn", { zone: own })}
        </Button>
      ) : null}
    </div>
  );
}
