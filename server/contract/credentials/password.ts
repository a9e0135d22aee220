import { z } from "zod";
import { PASSWORD_CHARS } from "./constants";

/** A new password. The maximum bounds the work of hashing. */
export const newPassword = z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max);
