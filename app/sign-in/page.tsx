import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { findSignedIn } from "@/app/_lib/session/session";
import { Logo } from "@/app/_ui/display/logo";
import { services } from "@/server/commands/_run/services";
import { SignInForm, SsoForm } from "./sign-in-form";
import { isOfSso, targetOf } from "./target";

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

/** The sign-in page; a signed-in member is redirected, unless confirming a sensitive action failed. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const [params, jar, t] = await Promise.all([searchParams, cookies(), getTranslations("signIn")]);
  const refused = codeIn(params["error"]);
  const { to, isRetry } = targetOf(
    params["callbackUrl"] ?? (refused === null ? undefined : cookieIn(jar, "callback-url")),
  );
  const error = isRetry ? "again" : refused;
  const member = await findSignedIn();
  if (member?.lacksTwoFactor) redirect(`/two-factor?callbackUrl=${encodeURIComponent(to)}`);
  if (member && !isOfSso(refused)) redirect(to);
  const { singleSignOn, hasPasswords } = services();
  // With the cookie of an earlier visit the forms work before, and without, JavaScript.
  const form = { to, csrfToken: cookieIn(jar, "csrf-token")?.split("|")[0] ?? "" };
  return (
    <main className="flex min-h-window flex-col items-center justify-center gap-6 px-4 py-10">
      <Logo />
      <div className="w-full max-w-popup rounded-l border border-line bg-surface p-6 shadow-pop">
        <h1 className="text-lg">{t("title")}</h1>
        <p className="mt-0.5 mb-5 text-muted">{t("text")}</p>
        {hasPasswords ? <SignInForm {...form} error={error} /> : null}
        {hasPasswords && singleSignOn ? <p className="my-3 text-center text-muted">{t("or")}</p> : null}
        {singleSignOn ? (
          <SsoForm
            {...form}
            name={singleSignOn.name}
            error={hasPasswords ? null : error}
            isOnly={!hasPasswords}
          />
        ) : null}
        {hasPasswords || member ? (
          <p className="mt-4 text-center">
            <Link href={member ? to : "/forgot"} className="text-accent hover:underline">
              {t(member ? "toInbox" : "forgot")}
            </Link>
          </p>
        ) : null}
      </div>
    </main>
  );
}

type Jar = Awaited<ReturnType<typeof cookies>>;

/** A cookie of next-auth, whose prefix depends on https. */
const cookieIn = (jar: Jar, name: string): string | undefined =>
  ["", "__Host-", "__Secure-"].map((prefix) => jar.get(`${prefix}next-auth.${name}`)?.value).find(Boolean);

/** The refusal of a form that was sent without JavaScript, or of the identity provider's answer. */
const codeIn = (error: string | string[] | undefined): string | null =>
  typeof error === "string" ? error : null;
