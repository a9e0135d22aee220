import type { Command } from "@/server/commands/_run/run";
import { setAvailability, setAvatar, updateProfile } from "@/server/commands/members/profile";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { readAvailability } from "@/server/dialects/chatwoot/input/member-params";
import { withMessageForm } from "@/server/dialects/chatwoot/input/message-form";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { showProfile } from "./account";
import { CHANGE, type ChatwootContext, type Route } from "./context";
import { invalid } from "./errors";

/** Routes of the token's user. */
export const profileRoutes: readonly Route[] = [
  ["GET", "/api/v1/profile", showProfile],
  [CHANGE, "/api/v1/profile", update],
  ["DELETE", "/api/v1/profile/avatar", removeAvatar],
  ["POST", "/api/v1/profile/availability", changeAvailability],
];

/** What a token does not change: it would take over its member's account. */
const ON_THE_SCREEN = ["email", "password", "password_confirmation", "current_password"];

type Change = { name?: string; avatarFileId?: number };

/** One operation. */
const changeProfile: Command<Change, void> = async (tx, { name, avatarFileId }) => {
  if (name !== undefined) await updateProfile(tx, { name });
  if (avatarFileId !== undefined) await setAvatar(tx, { avatarFileId });
};

/** Changes the name, and the picture by a form with a file. Keys that Tickline does not have are ignored. */
async function update(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  return withMessageForm(c, { caller, resource: "profile" }, async (params, [avatarFileId]) => {
    const name = readName(params);
    const change = {
      ...(name !== undefined && { name }),
      ...(avatarFileId !== undefined && { avatarFileId }),
    };
    await services.run(changeProfile, caller, change);
    return showProfile(c);
  });
}

function readName(params: Params): string | undefined {
  const refused = ON_THE_SCREEN.find((field) => params.has(field));
  if (refused) throw invalid(refused, "is changed on the screen");
  const name = params.text("name", SHORT_NAME_CHARS_MAX)?.trim();
  if (params.text("name") !== undefined && !name) throw invalid("name", "can't be blank");
  return name;
}

async function removeAvatar(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(setAvatar, c.var.caller, { avatarFileId: null });
  return showProfile(c);
}

async function changeAvailability(c: ChatwootContext): Promise<Response> {
  const availability = readAvailability(await readParams(c.req.raw, "profile"));
  if (availability === undefined) throw invalid("availability", "can't be blank");
  await c.var.services.run(setAvailability, c.var.caller, { availability });
  return showProfile(c);
}
