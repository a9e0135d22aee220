import { redirect } from "next/navigation";
import { requirePageCaller } from "@/app/_lib/session/session";
import { firstSettingsHref } from "@/app/_shell/nav/settings-pages";

/** Leads to the page with which the member's settings begin. */
export default async function SettingsPage() {
  const { member } = await requirePageCaller("/settings");
  redirect(firstSettingsHref(member.role));
}
