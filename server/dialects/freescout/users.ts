import { z } from "zod";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { given, readQuery, text } from "@/server/dialects/freescout/input/read-input";
import { listJson, pageOf, pageOfAll, paging } from "@/server/dialects/freescout/json/paging";
import { namesOf, secondOf } from "@/server/dialects/freescout/json/words";
import { avatarUrl, type Rendering } from "@/server/files/file-url";
import { listMembers } from "@/server/queries/members/members";
import { type FreescoutContext, pathId, type Route, renderingOf } from "./context";

export const userRoutes: readonly Route[] = [
  ["GET", "/users", list],
  ["GET", "/users/:id", show],
];

/** The active members, by name; without deactivated ones. */
const readUsers = async (c: FreescoutContext): Promise<MemberDto[]> =>
  (await listMembers(c.var.services.database, c.var.caller)).filter(({ state }) => state !== "deactivated");

async function list(c: FreescoutContext): Promise<Response> {
  const query = readQuery(c, z.object({ ...paging, email: given(text(254)) }));
  const email = query.email?.toLowerCase();
  const all = (await readUsers(c)).filter((user) => !email || user.email.toLowerCase() === email);
  const page = pageOf(query);
  return c.json(
    listJson(
      "users",
      pageOfAll(all, page).map((user) => userJson(user, renderingOf(c))),
      { ...page, total: all.length },
    ),
  );
}

async function show(c: FreescoutContext): Promise<Response> {
  const id = pathId(c);
  const user = (await readUsers(c)).find((one) => one.id === id);
  if (!user) throw new Refusal("resource.not_found");
  return c.json(userJson(user, renderingOf(c)));
}

const userJson = (user: MemberDto, rendering: Rendering) => ({
  id: user.id,
  ...namesOf(user.name),
  email: user.email,
  role: user.role === "administrator" ? "admin" : "user",
  alternateEmails: "",
  jobTitle: "",
  phone: "",
  timezone: "UTC",
  photoUrl: avatarUrl(user, rendering),
  language: "en",
  createdAt: secondOf(user.createdAt),
  updatedAt: secondOf(user.updatedAt),
});
