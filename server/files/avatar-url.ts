import { signedPath } from "./file-url";
import type { Rendering } from "./rendered";

/** The signed address of a small copy of a member's picture; "" without one, as the dialects write it. */
export const avatarUrl = (
  { avatarFileId }: { avatarFileId?: number | null | undefined },
  { now, baseUrl }: Rendering,
): string =>
  avatarFileId ? baseUrl + signedPath({ id: avatarFileId, name: "avatar" }, { now, isPreview: true }) : "";
