import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Button } from "@/app/_ui/button";
import { Logo } from "@/app/_ui/display/logo";
import { Field } from "@/app/_ui/field";
import { services } from "@/server/commands/_run/services";
import { SIGN_IN_EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";

type ForgotPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("forgot");
  return { title: t("title") };
}

/** For a forgotten password: a link by mail, or, where Tickline cannot send mail, whom to contact. A plain form. */
export default async function ForgotPage({ searchParams }: ForgotPageProps) {
  const [params, locale, t, refusal] = await Promise.all([
    searchParams,
    getLocale(),
    getTranslations("forgot"),
    getTranslations("refusal"),
  ]);
  const { mailsLinks, hasPasswords, singleSignOn } = services();
  const canMail = mailsLinks && hasPasswords;
  const name = singleSignOn?.name ?? "";
  const isSent = params["sent"] !== undefined;
  return (
    <main className="flex min-h-window flex-col items-center justify-center gap-6 px-4 py-10">
      <Logo />
      <div className="w-full max-w-popup rounded-l border border-line bg-surface p-6 shadow-pop">
        <h1 className="text-lg">{hasPasswords ? t(isSent && canMail ? "sent" : "title") : t("off")}</h1>
        <p className="mt-0.5 mb-5 text-muted">
          {hasPasswords ? t(canMail ? (isSent ? "sentText" : "text") : "askText") : t("offText", { name })}
        </p>
        {canMail && !isSent ? (
          <form method="post" action="/api/forgot" className="mb-4 flex flex-col gap-3">
            <input type="hidden" name="locale" value={locale} />
            <Field
              label={t("email")}
              name="email"
              type="email"
              required
              maxLength={SIGN_IN_EMAIL_CHARS_MAX}
              autoComplete="username"
              dir="ltr"
              autoCapitalize="none"
              spellCheck={false}
            />
            {params["refused"] === undefined ? null : (
              <p role="alert" className="text-bad">
                {params["refused"] === "server.maintenance"
                  ? refusal("server.maintenance")
                  : t(params["refused"] === "auth.too_many_attempts" ? "tooMany" : "failed")}
              </p>
            )}
            <Button variant="primary" size="touch" type="submit">
              {t("submit")}
            </Button>
          </form>
        ) : null}
        <Link href="/sign-in" className="font-semibold text-accent hover:underline">
          {t("toSignIn")}
        </Link>
      </div>
    </main>
  );
}
