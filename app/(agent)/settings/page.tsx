import { redirect } from "next/navigation";
import { requirePageCaller } from "@/app/_lib/session/session";

/** Leads to the first page that the member may use. */
export default async function SettingsPage() {
  const { member } = await requirePageCaller("/settings");
  redirect(member.role === "administrator" ? "/settings/inboxes" : "/settings/profile");
}
