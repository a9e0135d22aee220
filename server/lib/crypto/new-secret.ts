import { randomBytes } from "node:crypto";

/** 256 random bits as 43 URL-safe characters. */
export const newSecret = (): string => randomBytes(32).toString("base64url");
