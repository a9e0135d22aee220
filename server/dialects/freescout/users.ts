import { z } from "zod";
import { services } from "@/server/commands/services";
import type { MemberDto } from "@/server/contract/member";
import { Refusal } from "@/server/contract/refusal";
import { listMembers } from "@/server/queries/list-members";
import { type FreescoutContext, pathId, type Route } from "./context";
import { listJson, pageOf, pageOfAll, paging } from "./paging";
import { given, readQuery, text } from "./read-input";
import { namesOf, secondOf } from "./words";

export const userRoutes: readonly Route[] = [
  ["GET", "/users", list],
  ["GET", "/users/:id", show],
];

/** The members at work, by name; who was deactivated is not told. */
const readUsers = async (c: FreescoutContext): Promise<MemberDto[]> =>
  (await listMembers(services().database, c.var.caller)).filter(({ state }) => state !== "deactivated");

async function list(c: FreescoutContext): Promise<Response> {
  const asked = readQuery(c, z.object({ ...paging, email: given(text(254)) }));
  const email = asked.email?.toLowerCase();
  const all = (await readUsers(c)).filter((user) => !email || user.email.toLowerCase() === email);
  const page = pageOf(asked);
  return c.json(listJson("users", pageOfAll(all, page).map(userJson), { ...page, total: all.length }));
}

async function show(c: FreescoutContext): Promise<Response> {
  const id = pathId(c);
  const user = (await readUsers(c)).find((one) => one.id === id);
  if (!user) throw new Refusal("resource.not_found");
  return c.json(userJson(user));
}

const userJson = ({ id, name, email, role, createdAt, updatedAt }: MemberDto) => ({
  id,
  ...namesOf(name),
  email,
  role: role === "administrator" ? "admin" : "user",
  alternateEmails: "",
  jobTitle: "",
  phone: "",
  timezone: "UTC",
  photoUrl: "",
  language: "en",
  createdAt: secondOf(createdAt),
  updatedAt: secondOf(updatedAt),
});
