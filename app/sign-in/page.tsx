import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { findSignedIn } from "@/app/_lib/session/session";
import { Logo } from "@/app/_ui/display/logo";
import { SignInForm } from "./sign-in-form";
import { targetOf } from "./target";

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

/** The sign-in page; a signed-in member is redirected. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const [params, jar, t] = await Promise.all([searchParams, cookies(), getTranslations("signIn")]);
  const { to, isRetry } = targetOf(params["callbackUrl"]);
  const member = await findSignedIn();
  if (member?.lacksTwoFactor) redirect(`/two-factor?callbackUrl=${encodeURIComponent(to)}`);
  if (member) redirect(to);
  // With the cookie of an earlier visit the form works before, and without, JavaScript.
  const csrf = jar.get("next-auth.csrf-token") ?? jar.get("__Host-next-auth.csrf-token");
  return (
    <main className="flex min-h-window flex-col items-center justify-center gap-6 px-4 py-10">
      <Logo />
      <div className="w-full max-w-popup rounded-l border border-line bg-surface p-6 shadow-pop">
        <h1 className="text-lg">{t("title")}</h1>
        <p className="mt-0.5 mb-5 text-muted">{t("text")}</p>
        <SignInForm
          to={to}
          csrfToken={csrf?.value.split("|")[0] ?? ""}
          error={isRetry ? "again" : codeIn(params["error"])}
        />
        <p className="mt-4 text-center">
          <Link href="/forgot" className="text-accent hover:underline">
            {t("forgot")}
          </Link>
        </p>
      </div>
    </main>
  );
}

/** The refusal of a form that was sent without JavaScript. */
const codeIn = (error: string | string[] | undefined): string | null =>
  typeof error === "string" ? error : null;
