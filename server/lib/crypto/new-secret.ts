import { randomBytes } from "node:crypto";

/** 128 random bits as 32 hexadecimal digits, for a name in a URL. */
export const newPublicId = (): string => randomBytes(16).toString("hex");

/** 256 random bits as 43 URL-safe characters. */
export const newSecret = (): string => randomBytes(32).toString("base64url");
