import { z } from "zod";

/** A place in a keyset list, opaque; absent or null = its start. */
export const cursor = z.string().max(500).nullish();
export const limit = z.number().int().min(1).max(100).default(50);
export const displayId = z.number().int().positive();
const LAST_INSTANT = new Date("9999-12-31T23:59:59.999Z");
/** An instant from 1970 to 9999, as `/v1` has it. */
export const instant = z.date().min(new Date(0)).max(LAST_INSTANT);
/** An id as the database can hold it. */
export const inboxId = z.number().int().positive();
/** Chatwoot's bound, so that every message fits through every API. */
export const CONTENT_CHARS_MAX = 150_000;
/** What an agent writes. */
export const content = z.string().trim().min(1).max(CONTENT_CHARS_MAX);
/** The screen's own mark of a message; sending twice under one mark sends once. */
export const clientId = z.string().min(1).max(100);
