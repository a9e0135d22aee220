import type { TokenRights } from "@/server/contract/credentials/token";

export const EXPIRIES = ["30", "90", "365", "date", "never"] as const;
export type Expiry = (typeof EXPIRIES)[number];

/** The chosen rights of a new token. */
export type TokenDraft = Pick<TokenRights, "role" | "isReadOnly"> & {
  /** Null: all. */
  inboxIds: number[] | null;
  mayPurge: boolean;
  /** For chosen inboxes. */
  reachesAllContacts: boolean;
  expiry: Expiry;
  /** For the expiry `date`: the last day, as the input field contains it. */
  lastDay: string;
};

export const NEW_TOKEN: TokenDraft = {
  role: "agent",
  inboxIds: null,
  isReadOnly: false,
  mayPurge: false,
  reachesAllContacts: false,
  expiry: "90",
  lastDay: "",
};

const DAY_MS = 86_400_000;

/** The rights of a draft. What its role does not have is left out. */
export function rightsOf(draft: TokenDraft, now: number): TokenRights {
  const { role, isReadOnly, inboxIds } = draft;
  return {
    role,
    isReadOnly,
    inboxIds: role === "agent" ? inboxIds : null,
    scopes: scopesOf(draft),
    expiresAt: expiryOf(draft, now)?.toISOString() ?? null,
  };
}

function scopesOf(draft: TokenDraft): TokenRights["scopes"] {
  if (draft.mayPurge && canPurge(draft)) return ["conversations:purge"];
  return draft.reachesAllContacts && hasChosenInboxes(draft) ? ["contacts:all"] : [];
}

const hasChosenInboxes = ({ role, inboxIds }: TokenDraft): boolean => role === "agent" && inboxIds !== null;

export const canPurge = ({ role, isReadOnly }: TokenDraft): boolean =>
  role === "administrator" && !isReadOnly;

/** A chosen day ends at the reader's midnight. */
function expiryOf({ expiry, lastDay }: TokenDraft, now: number): Date | null {
  if (expiry === "never") return null;
  return expiry === "date" ? new Date(`${lastDay}T23:59:59.999`) : new Date(now + Number(expiry) * DAY_MS);
}

/** Whether the draft can be sent: chosen inboxes and a chosen day are given. */
export const isComplete = ({ role, inboxIds, expiry, lastDay }: TokenDraft): boolean =>
  (role === "administrator" || inboxIds?.length !== 0) &&
  (expiry !== "date" || /^\d{4}-\d\d-\d\d$/.test(lastDay));
