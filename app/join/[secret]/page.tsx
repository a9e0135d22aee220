import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Logo } from "@/app/_ui/display/logo";
import { services } from "@/server/commands/_run/services";
import { findPasswordLink } from "@/server/queries/credentials/password-links";
import { getAccountSettings } from "@/server/queries/members/account";
import { JoinForm } from "./join-form";

type JoinPageProps = { params: Promise<{ secret: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("join");
  return { title: t("title"), referrer: "no-referrer" };
}

/** The page of a password link, for an invitation or a forgotten password. */
export default async function JoinPage({ params }: JoinPageProps) {
  const [{ secret }, jar, t] = await Promise.all([params, cookies(), getTranslations("join")]);
  const { database, now, hasPasswords } = services();
  if (!hasPasswords) redirect("/sign-in"); // an invited member signs in there, with their verified email
  const found = await findPasswordLink(database, { secret, now: now() });
  const account = found && (await getAccountSettings(database, found)).name;
  const csrf = jar.get("next-auth.csrf-token") ?? jar.get("__Host-next-auth.csrf-token");
  return (
    <main className="flex min-h-window flex-col items-center justify-center gap-6 px-4 py-10">
      <Logo />
      <div className="w-full max-w-popup rounded-l border border-line bg-surface p-6 shadow-pop">
        {found ? (
          <>
            <h1 className="text-lg">
              {found.isInvitation ? t("welcome", { name: found.name }) : t("reset", { name: found.name })}
            </h1>
            <p className="mt-0.5 mb-5 text-balance text-muted">
              {t(found.isInvitation ? "invited" : "text", { account: account ?? "" })}
            </p>
            <JoinForm secret={secret} email={found.email} csrfToken={csrf?.value.split("|")[0] ?? ""} />
          </>
        ) : (
          <>
            <h1 className="text-lg">{t("gone")}</h1>
            <p className="mt-0.5 mb-5 text-muted">{t("goneText")}</p>
            <Link href="/sign-in" className="font-semibold text-accent hover:underline">
              {t("toSignIn")}
            </Link>
          </>
        )}
      </div>
    </main>
  );
}
