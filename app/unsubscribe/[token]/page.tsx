import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Button } from "@/app/_ui/button";
import { Logo } from "@/app/_ui/display/logo";
import { services } from "@/server/commands/_run/services";
import { HTML_LANG } from "@/server/contract/_shared/choose-locale";
import { findUnsubscribe } from "@/server/queries/members/notification-settings";

type UnsubscribePageProps = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("unsubscribe");
  return { title: t("title"), referrer: "no-referrer" };
}

/** The page of a mail's unsubscribe link, in the language of the mail: a plain form, or that it is done. */
export default async function UnsubscribePage({ params, searchParams }: UnsubscribePageProps) {
  const [{ token }, query] = await Promise.all([params, searchParams]);
  const found = await findUnsubscribe(services().database, token);
  const locale = found?.locale ?? (await getLocale());
  const [t, refusal] = await Promise.all([
    getTranslations({ locale, namespace: "unsubscribe" }),
    getTranslations({ locale, namespace: "refusal" }),
  ]);
  const account = found?.account ?? "";
  const state = found ? (found.isOn ? "ask" : "done") : "gone";
  return (
    <main
      lang={found ? HTML_LANG[found.locale] : undefined}
      className="flex min-h-window flex-col items-center justify-center gap-6 px-4 py-10"
    >
      <Logo />
      <div className="w-full max-w-popup rounded-l border border-line bg-surface p-6 shadow-pop">
        <h1 className="text-lg">{t(`${state}.title`)}</h1>
        <p className="mt-0.5 mb-5 text-muted">{t(`${state}.text`, { account })}</p>
        {state === "ask" ? (
          <form
            method="post"
            action={`/api/unsubscribe/${encodeURIComponent(token)}`}
            className="mb-4 flex flex-col gap-3"
          >
            <input type="hidden" name="from" value="page" />
            {query["refused"] === undefined ? null : (
              <p role="alert" className="text-bad">
                {query["refused"] === "server.maintenance" ? refusal("server.maintenance") : t("tooMany")}
              </p>
            )}
            <Button variant="primary" size="touch" type="submit">
              {t("submit")}
            </Button>
          </form>
        ) : null}
        <Link href="/settings/profile" className="font-semibold text-accent hover:underline">
          {t("toProfile")}
        </Link>
      </div>
    </main>
  );
}
